"""A network of one's own with gates and dynamic sizes, through the passes: from PyTorch to the virtual machine."""

import numpy as np
import torch
import tvm
from torch import nn
from tvm import relax
from tvm.relax.frontend.torch import from_exported_program

from tvm_dydca import targets
from tvm_dydca.relay_passes import (
    BucketShapes,
    ClassifyDynamism,
    DispatchKernels,
    FuseDynamic,
    OrderExecution,
    OutlinePaths,
    PropagateDims,
)


class GatedBlock(nn.Module):
    """A residual block behind a hard gate, as SkipNet has them: PyTorch computes it, and multiplies it by 0 or 1."""

    def __init__(self, channels: int):
        super().__init__()
        self.gate = nn.Linear(channels, 1)
        self.body = nn.Sequential(
            nn.Conv2d(channels, 2 * channels, 3, padding=1), nn.ReLU(), nn.Conv2d(2 * channels, channels, 3, padding=1)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        mask = (self.gate(x.mean((2, 3))) > 0).float()[:, :, None, None]
        return x + mask * self.body(x)


def main() -> None:
    torch.manual_seed(2)
    network = nn.Sequential(
        nn.Conv2d(3, 16, 3, padding=1), *(GatedBlock(16) for _ in range(4)), nn.Conv2d(16, 3, 1)
    ).eval()
    sizes = {2: torch.export.Dim("h", min=8, max=256), 3: torch.export.Dim("w", min=8, max=256)}
    program = torch.export.export(network, (torch.rand(1, 3, 32, 48),), dynamic_shapes=(sizes,))
    mod = from_exported_program(program, unwrap_unit_return_tuple=True)
    _, _, h, w = (str(dim) for dim in mod["main"].params[0].ty.shape)

    target = targets.resolve("llvm")
    bucketing = BucketShapes({h: (8, 256, 64), w: (8, 256, 96)}, target)  # ranges, and the size that most inputs have
    ours = tvm.transform.Sequential(
        [
            ClassifyDynamism(),
            OutlinePaths(),
            PropagateDims(),
            bucketing,
            DispatchKernels(target),
            FuseDynamic(),
            OrderExecution(),
        ]
    )
    mod = ours(mod)
    print(bucketing.report.table())

    vm = relax.VirtualMachine(tvm.compile(mod, target), tvm.cpu())
    for size in ((8, 8), (64, 96), (131, 77)):
        x = torch.rand(1, 3, *size)
        with torch.no_grad():
            expected = network(x).numpy()
        found = vm["main"](tvm.runtime.tensor(x.numpy())).numpy()
        print(f"{size[0]}x{size[1]}: largest difference from PyTorch {np.abs(found - expected).max():.1e}")


if __name__ == "__main__":
    main()
