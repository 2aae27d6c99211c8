// An OpenCL library for tests: the one it is linked with, whose device has less, or more, by LIMITED_... variables.
#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>

#include "cl_abi.h"

using namespace dydca::opencl;

namespace {

const char* Setting(const char* name) { return std::getenv((std::string("LIMITED_") + name).c_str()); }

template <typename Function>
Function Next(Function, const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

std::mutex mutex;
std::map<cl_mem, size_t> buffers;
size_t allocations = 0;

}  // namespace

#define EXPORT extern "C" [[gnu::visibility("default")]]
#define NEXT(name) Next(&name, #name)

// How often device memory was allocated: buffers, and images that lie in none.
EXPORT size_t limited_allocations() {
  std::lock_guard<std::mutex> lock(mutex);
  return allocations;
}

EXPORT cl_int clGetPlatformIDs(cl_uint count, cl_platform_id* platforms, cl_uint* found) {
  if (!Setting("NO_DEVICES")) return NEXT(clGetPlatformIDs)(count, platforms, found);
  if (found != nullptr) *found = 0;
  return -1001;
}

EXPORT cl_int clGetDeviceInfo(cl_device_id device, cl_info which, size_t size, void* value, size_t* needed) {
  const auto give = [&](const void* from, size_t bytes) {
    if (value != nullptr && size < bytes) return -30;
    if (value != nullptr) std::memcpy(value, from, bytes);
    if (needed != nullptr) *needed = bytes;
    return 0;
  };
  if (which == CL_DEVICE_IMAGE_SUPPORT && Setting("NO_IMAGES")) {
    const cl_bool none = 0;
    return give(&none, sizeof(none));
  }
  if (which == CL_DEVICE_IMAGE2D_MAX_WIDTH && Setting("IMAGE_WIDTH")) {
    const size_t width = std::strtoull(Setting("IMAGE_WIDTH"), nullptr, 10);
    return give(&width, sizeof(width));
  }
  if (which == CL_DEVICE_EXTENSIONS && Setting("IMAGES_IN_BUFFERS")) {
    return give("cl_khr_image2d_from_buffer", 27);
  }
  return NEXT(clGetDeviceInfo)(device, which, size, value, needed);
}

EXPORT cl_mem clCreateBuffer(cl_context context, cl_bitfield flags, size_t size, void* host, cl_int* code) {
  std::lock_guard<std::mutex> lock(mutex);
  size_t sum = size;
  for (const auto& [buffer, bytes] : buffers) sum += bytes;
  if (Setting("MEMORY_BYTES") && sum > std::strtoull(Setting("MEMORY_BYTES"), nullptr, 10)) {
    *code = CL_MEM_OBJECT_ALLOCATION_FAILURE;
    return nullptr;
  }
  const cl_mem made = NEXT(clCreateBuffer)(context, flags, size, host, code);
  if (made != nullptr) {
    buffers[made] = size;
    ++allocations;
  }
  return made;
}

// Only what was made by clCreateBuffer and never retained is released here, as the runtime does.
EXPORT cl_int clReleaseMemObject(cl_mem memory) {
  {
    std::lock_guard<std::mutex> lock(mutex);
    buffers.erase(memory);
  }
  return NEXT(clReleaseMemObject)(memory);
}

// An image in a buffer is checked as a driver would, and made without the buffer.
EXPORT cl_mem clCreateImage(cl_context context, cl_bitfield flags, const cl_image_format* format,
                            const cl_image_desc* desc, void* host, cl_int* code) {
  cl_image_desc alone = *desc;
  std::lock_guard<std::mutex> lock(mutex);
  if (desc->buffer == nullptr) {
    ++allocations;
  } else {
    const size_t texel = format->channel_type == CL_FLOAT ? 16 : 8;
    const auto buffer = buffers.find(desc->buffer);
    const size_t room = buffer == buffers.end() ? SIZE_MAX : buffer->second;  // A sub-buffer is not known.
    if (!Setting("IMAGES_IN_BUFFERS") || desc->row_pitch % 64 != 0 || desc->row_pitch < desc->width * texel ||
        desc->row_pitch * desc->height * desc->array_size > room) {
      *code = -65;
      return nullptr;
    }
    alone.buffer = nullptr;
    alone.row_pitch = 0;
  }
  return NEXT(clCreateImage)(context, flags, format, &alone, host, code);
}

EXPORT cl_int clGetKernelWorkGroupInfo(cl_kernel kernel, cl_device_id device, cl_info which, size_t size, void* value,
                                       size_t* needed) {
  const cl_int code = NEXT(clGetKernelWorkGroupInfo)(kernel, device, which, size, value, needed);
  if (which == CL_KERNEL_WORK_GROUP_SIZE && Setting("WORK_GROUP")) {
    *static_cast<size_t*>(value) = std::strtoull(Setting("WORK_GROUP"), nullptr, 10);
  }
  return code;
}
