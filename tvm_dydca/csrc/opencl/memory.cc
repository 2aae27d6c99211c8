#include "memory.h"

#include <tvm/ffi/error.h>

#include <memory>
#include <mutex>
#include <utility>

namespace dydca::opencl {
namespace {

std::mutex reclaimers_mutex;

std::vector<std::function<size_t(Device&)>>& Reclaimers() {
  static auto* reclaimers = new std::vector<std::function<size_t(Device&)>>();
  return *reclaimers;
}

size_t Reclaim(Device& device) {
  std::vector<std::function<size_t(Device&)>> reclaimers;
  {
    std::lock_guard<std::mutex> lock(reclaimers_mutex);
    reclaimers = Reclaimers();
  }
  size_t freed = 0;
  for (const auto& reclaim : reclaimers) freed += reclaim(device);
  if (freed != 0) device.queue.Finish();  // OpenCL frees memory once the last command that uses it has ended.
  return freed;
}

// Counts the bytes if they stay within the limit.
bool Reserve(Device& device, size_t size_bytes) {
  uint64_t before = device.allocated_bytes.load();
  do {
    if (size_bytes > device.memory_limit_bytes || before > device.memory_limit_bytes - size_bytes) return false;
  } while (!device.allocated_bytes.compare_exchange_weak(before, before + size_bytes));
  return true;
}

template <typename Create>
std::unique_ptr<Memory> Allocate(Device& device, size_t size_bytes, const char* what, const Create& create) {
  for (bool again : {true, false}) {
    cl_int code = CL_MEM_OBJECT_ALLOCATION_FAILURE;
    if (Reserve(device, size_bytes)) {
      const cl_mem handle = create(&code);
      if (code == CL_SUCCESS) {
        auto memory = std::make_unique<Memory>();
        memory->device = &device;
        memory->handle = handle;
        memory->size_bytes = memory->reserved_bytes = size_bytes;
        return memory;
      }
      device.allocated_bytes -= size_bytes;
    }
    if (again && Reclaim(device) != 0) continue;
    const std::string figures = std::to_string(device.allocated_bytes) + " of " +
                                std::to_string(device.memory_limit_bytes) + " bytes are in use by this process";
    if (IsOutOfMemory(code)) {
      TVM_FFI_THROW(OpenCLError) << device.Label() << " has no room for " << what << " of " << size_bytes
                                 << " bytes: " << figures << ", and one allocation is at most "
                                 << device.largest_allocation_bytes << " bytes; take a smaller input or free others";
    }
    Check(code,
          std::string("allocating ") + what + " of " + std::to_string(size_bytes) + " bytes on " + device.Label());
  }
  TVM_FFI_UNREACHABLE();
}

cl_mem CreateImageObject(const Device& device, const Extent& extent, DLDataType dtype, cl_mem buffer, cl_int* code) {
  const cl_image_format format{CL_RGBA, ChannelType(dtype)};
  cl_image_desc desc{};
  desc.type = CL_MEM_OBJECT_IMAGE2D_ARRAY;  // What generated kernels take.
  desc.width = extent.width;
  desc.height = extent.height;
  desc.array_size = extent.layers;
  if (buffer != nullptr) {
    desc.row_pitch = RowPitchBytes(device, extent, dtype);
    desc.buffer = buffer;
  }
  return Cl().clCreateImage(device.context, CL_MEM_READ_WRITE, &format, &desc, nullptr, code);
}

}  // namespace

Memory* CreateBuffer(Device& device, size_t size_bytes) {
  size_bytes = size_bytes == 0 ? 1 : size_bytes;  // OpenCL has no empty buffers.
  return Allocate(device, size_bytes, "a buffer",
                  [&](cl_int* code) {
                    if (size_bytes > device.largest_allocation_bytes) {  // Not every driver refuses it by itself.
                      *code = CL_INVALID_BUFFER_SIZE;
                      return cl_mem{nullptr};
                    }
                    return Cl().clCreateBuffer(device.context, CL_MEM_READ_WRITE, size_bytes, nullptr, code);
                  })
      .release();
}

Memory* CreateImage(Device& device, const Extent& extent, DLDataType dtype) {
  CheckExtent(device, extent);
  const size_t size_bytes = extent.width * extent.height * extent.layers * 4 * (dtype.bits / 8);
  auto image = Allocate(device, size_bytes, "a texture",
                        [&](cl_int* code) { return CreateImageObject(device, extent, dtype, nullptr, code); });
  image->extent = extent;
  image->channel_type = ChannelType(dtype);
  return image.release();
}

Memory* CreateSubBuffer(Memory* buffer, size_t offset_bytes, size_t size_bytes) {
  const Device& device = *buffer->device;
  if (buffer->IsImage()) TVM_FFI_THROW(ValueError) << "a part of a texture cannot be taken; take parts of buffers";
  if (offset_bytes % device.base_alignment_bytes != 0) {
    TVM_FFI_THROW(ValueError) << "the offset of " << offset_bytes << " bytes is no multiple of "
                              << device.base_alignment_bytes << ", which " << device.Label() << " asks for";
  }
  if (size_bytes == 0 || offset_bytes > buffer->size_bytes || size_bytes > buffer->size_bytes - offset_bytes) {
    TVM_FFI_THROW(ValueError) << "bytes " << offset_bytes << " to " << offset_bytes + size_bytes
                              << " do not lie in a buffer of " << buffer->size_bytes << " bytes";
  }
  const cl_buffer_region region{offset_bytes, size_bytes};
  cl_int code = CL_SUCCESS;
  const cl_mem handle =
      Cl().clCreateSubBuffer(buffer->handle, CL_MEM_READ_WRITE, CL_BUFFER_CREATE_TYPE_REGION, &region, &code);
  Check(code, "taking a part of a buffer on " + device.Label());
  auto* view = new Memory();
  view->device = buffer->device;
  view->handle = handle;
  view->size_bytes = size_bytes;
  return view;
}

Memory* CreateImageView(Memory* buffer, const Extent& extent, DLDataType dtype) {
  const Device& device = *buffer->device;
  CheckExtent(device, extent);
  const size_t needed = RowPitchBytes(device, extent, dtype) * extent.height * extent.layers;
  if (needed > buffer->size_bytes) {
    TVM_FFI_THROW(ValueError) << "a texture of " << needed << " bytes with its padding does not lie in a buffer of "
                              << buffer->size_bytes << " bytes";
  }
  cl_int code = CL_SUCCESS;
  const cl_mem handle = CreateImageObject(device, extent, dtype, buffer->handle, &code);
  Check(code, "putting a texture into a buffer on " + device.Label());
  auto* view = new Memory();
  view->device = buffer->device;
  view->handle = handle;
  view->size_bytes = extent.width * extent.height * extent.layers * 4 * (dtype.bits / 8);
  view->extent = extent;
  view->channel_type = ChannelType(dtype);
  return view;
}

void Destroy(Memory* memory) {
  for (Memory* view : memory->idle_views) Destroy(view);
  memory->device->allocated_bytes -= memory->reserved_bytes;
  Cl().clReleaseMemObject(memory->handle);
  delete memory;
}

void OnOutOfMemory(std::function<size_t(Device&)> reclaim) {
  std::lock_guard<std::mutex> lock(reclaimers_mutex);
  Reclaimers().push_back(std::move(reclaim));
}

}  // namespace dydca::opencl
