// Tensors that lie in a part of another one.
#ifndef TVM_DYDCA_CSRC_OPENCL_VIEW_H_
#define TVM_DYDCA_CSRC_OPENCL_VIEW_H_

#include <tvm/ffi/container/tensor.h>
#include <tvm/ffi/string.h>

namespace dydca::opencl {

// A tensor of byte offset 0 that starts `offset_bytes` into a tensor in a buffer, and keeps that alive. Textures only
// where the device can put them into buffers: throws OpenCLError elsewhere, ValueError for a wrong offset or size.
tvm::ffi::Tensor CreateView(const tvm::ffi::Tensor& base, int64_t offset_bytes, const tvm::ffi::Shape& shape,
                            DLDataType dtype, const tvm::ffi::String& scope);

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_VIEW_H_
