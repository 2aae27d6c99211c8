// Copies between the host, buffers and textures.
#ifndef TVM_DYDCA_CSRC_OPENCL_COPY_H_
#define TVM_DYDCA_CSRC_OPENCL_COPY_H_

#include <dlpack/dlpack.h>

namespace dydca::opencl {

// Copies all elements, from and to the tensors' byte offsets. Copies that touch the host have ended when this returns.
// Throws ValueError where sizes differ or a tensor is not contiguous or leaves its memory.
void Copy(const DLTensor& from, const DLTensor& to);

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_COPY_H_
