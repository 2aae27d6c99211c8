#include "view.h"

#include <tvm/ffi/error.h>

#include <string>

#include "memory.h"

namespace dydca::opencl {
namespace {

namespace ffi = tvm::ffi;

// Owns the views, and shares the base.
struct Holder {
  ffi::Tensor base;
  Memory* part;
  Memory* texture;  // Null for a buffer.

  void AllocData(DLTensor* tensor) const { tensor->data = texture != nullptr ? texture : part; }
  void FreeData(DLTensor*) const {
    if (texture != nullptr) Destroy(texture);
    Destroy(part);
  }
};

}  // namespace

ffi::Tensor CreateView(const ffi::Tensor& base, int64_t offset_bytes, const ffi::Shape& shape, DLDataType dtype,
                       const ffi::String& scope) {
  const DLTensor& tensor = *base.GetDLTensorPtr();
  if (tensor.device.device_type != kDLOpenCL)
    TVM_FFI_THROW(ValueError) << "the tensor does not lie on an OpenCL device";
  if (offset_bytes < 0) TVM_FFI_THROW(ValueError) << "the offset of " << offset_bytes << " bytes is below 0";
  auto* memory = static_cast<Memory*>(tensor.data);
  const Device& device = *memory->device;
  const size_t begin = tensor.byte_offset + static_cast<size_t>(offset_bytes);
  const std::string name(scope);
  if (!IsTexture(name)) {
    Memory* part = CreateSubBuffer(memory, begin, SizeBytes(shape, dtype));
    return ffi::Tensor::FromNDAlloc(Holder{base, part, nullptr}, shape, dtype, tensor.device);
  }
  if (!device.images_in_buffers) {
    TVM_FFI_THROW(OpenCLError) << device.Label() << " cannot put textures into buffers; use buffers, or textures alone";
  }
  const Extent extent = TextureExtent(shape, name);
  Memory* part = CreateSubBuffer(memory, begin, RowPitchBytes(device, extent, dtype) * extent.height * extent.layers);
  Memory* texture = nullptr;
  try {
    texture = CreateImageView(part, extent, dtype);
  } catch (...) {
    Destroy(part);
    throw;
  }
  return ffi::Tensor::FromNDAlloc(Holder{base, part, texture}, shape, dtype, tensor.device);
}

}  // namespace dydca::opencl
