#include "texture.h"

#include <tvm/ffi/error.h>

#include <string>

#include "signature.h"

namespace dydca::opencl {
namespace {

constexpr size_t kChannels = 4;
constexpr size_t kPitchBytes = 64;  // TVM's own choice where a device says nothing.

size_t Product(tvm::ffi::ShapeView shape, size_t begin, size_t end) {
  size_t product = 1;
  for (size_t i = begin; i < end; ++i) {
    const int64_t dim = shape[i];
    if (dim < 0 || __builtin_mul_overflow(product, static_cast<size_t>(dim), &product)) {
      TVM_FFI_THROW(ValueError) << "a tensor of the shape " << shape << " cannot be allocated";
    }
  }
  return product;
}

size_t RowAxis(size_t rank, std::string_view scope) {
  if (scope == "global.texture") return rank - 3;
  if (scope == "global.texture-weight") return 0;
  if (scope == "global.texture-nhwc") return 1;
  TVM_FFI_THROW(ValueError) << "there is no texture scope " << std::string(scope);
  TVM_FFI_UNREACHABLE();
}

}  // namespace

size_t SizeBytes(tvm::ffi::ShapeView shape, DLDataType dtype) {
  const size_t count = Product(shape, 0, shape.size());
  size_t bits = 0;
  if (__builtin_mul_overflow(count, static_cast<size_t>(dtype.bits) * dtype.lanes, &bits) || bits > SIZE_MAX - 7) {
    TVM_FFI_THROW(ValueError) << "a tensor of the shape " << shape << " cannot be allocated";
  }
  return (bits + 7) / 8;
}

bool IsTexture(std::string_view scope) { return scope.find("texture") != std::string_view::npos; }

Extent TextureExtent(tvm::ffi::ShapeView shape, std::string_view scope) {
  const size_t rank = shape.size();
  if (rank < 3 || shape[rank - 1] != kChannels) {
    TVM_FFI_THROW(ValueError) << "a tensor of the shape " << shape << " does not lie in the scope "
                              << std::string(scope) << ": that takes three axes or more, the last of extent 4";
  }
  const size_t row = RowAxis(rank, scope);
  return {Product(shape, row + 1, rank - 1), Product(shape, row, row + 1), Product(shape, 0, row)};
}

cl_uint ChannelType(DLDataType dtype) {
  if (dtype.code == kDLFloat && dtype.bits == 32) return CL_FLOAT;
  if (dtype.code == kDLFloat && dtype.bits == 16) return CL_HALF_FLOAT;
  TVM_FFI_THROW(TypeError) << "textures hold float32 and float16, not " << TypeText(dtype);
  TVM_FFI_UNREACHABLE();
}

size_t RowPitchBytes(const Device& device, const Extent& extent, DLDataType dtype) {
  const size_t texel = kChannels * dtype.bits / 8;
  const size_t alignment =
      device.image_pitch_alignment_texels ? device.image_pitch_alignment_texels * texel : kPitchBytes;
  return (extent.width * texel + alignment - 1) / alignment * alignment;
}

void CheckExtent(const Device& device, const Extent& extent) {
  if (!device.images) {
    TVM_FFI_THROW(OpenCLError) << device.Label() << " has no images; compile for buffers (target opencl)";
  }
  if (extent.width > device.image_width || extent.height > device.image_height || extent.layers > device.image_layers) {
    TVM_FFI_THROW(OpenCLError)
        << "a texture of " << extent.width << " x " << extent.height << " texels in " << extent.layers
        << " layers does not fit " << device.Label() << ", whose images are at most " << device.image_width << " x "
        << device.image_height << " in " << device.image_layers
        << " layers; compile with texture_spatial_limit and texture_depth_limit of the device, or "
        << "for buffers";
  }
}

}  // namespace dydca::opencl
