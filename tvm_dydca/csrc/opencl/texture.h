// How tensors lie in textures: [d..., h, w..., 4] in an array of d images of h rows of w texels with four channels.
#ifndef TVM_DYDCA_CSRC_OPENCL_TEXTURE_H_
#define TVM_DYDCA_CSRC_OPENCL_TEXTURE_H_

#include <tvm/ffi/container/shape.h>

#include <cstddef>
#include <string_view>

#include "device.h"

namespace dydca::opencl {

struct Extent {
  size_t width = 0, height = 0, layers = 0;

  bool operator==(const Extent& other) const {
    return width == other.width && height == other.height && layers == other.layers;
  }
};

// The size of a tensor without padding; throws ValueError for a negative or absurd shape.
size_t SizeBytes(tvm::ffi::ShapeView shape, DLDataType dtype);

bool IsTexture(std::string_view scope);

// By TVM's scopes: which axis is the row depends on the name. Throws ValueError where the shape does not fit the scope.
Extent TextureExtent(tvm::ffi::ShapeView shape, std::string_view scope);

// The channels of a texture; throws TypeError unless the elements are float32 or float16.
cl_uint ChannelType(DLDataType dtype);

// A row of an image that lies in a buffer, with the padding that the device asks for.
size_t RowPitchBytes(const Device& device, const Extent& extent, DLDataType dtype);

// Throws OpenCLError where the device has no images, or not of that extent.
void CheckExtent(const Device& device, const Extent& extent);

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_TEXTURE_H_
