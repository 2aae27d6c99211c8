// Device memory: buffers, parts of them, and images. A Memory is what DLTensor::data points at.
#ifndef TVM_DYDCA_CSRC_OPENCL_MEMORY_H_
#define TVM_DYDCA_CSRC_OPENCL_MEMORY_H_

#include <cstddef>
#include <functional>
#include <vector>

#include "device.h"
#include "texture.h"

namespace dydca::opencl {

struct Memory {
  Device* device = nullptr;
  cl_mem handle = nullptr;
  size_t size_bytes = 0;      // Of a buffer, or of the texels of an image without padding.
  size_t reserved_bytes = 0;  // What it adds to the device's allocated_bytes: 0 for a view.
  Extent extent{};            // Of an image; width 0 for a buffer.
  cl_uint channel_type = 0;   // Of an image.
  Memory* storage = nullptr;  // What a view by the allocator was made of.
  std::vector<Memory*> idle_views;

  bool IsImage() const { return extent.width != 0; }
};

// Each throws OpenCLError where the device has no room, after memory that pools keep was given back.
Memory* CreateBuffer(Device& device, size_t size_bytes);
Memory* CreateImage(Device& device, const Extent& extent, DLDataType dtype);

// Views share the memory of a buffer, which must outlive them.
Memory* CreateSubBuffer(Memory* buffer, size_t offset_bytes, size_t size_bytes);
Memory* CreateImageView(Memory* buffer, const Extent& extent, DLDataType dtype);

// Also destroys the idle views. Commands on their way may still use the memory: OpenCL keeps it until they end.
void Destroy(Memory* memory);

// Calls `reclaim(device)` whenever a device is out of memory; it frees what it can spare and returns how many bytes.
void OnOutOfMemory(std::function<size_t(Device&)> reclaim);

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_MEMORY_H_
