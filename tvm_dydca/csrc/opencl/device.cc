#include "device.h"

#include <tvm/ffi/error.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace dydca::opencl {
namespace {

template <typename T>
T Number(cl_device_id id, cl_info which, T fallback) {
  T value = fallback;
  return Cl().clGetDeviceInfo(id, which, sizeof(T), &value, nullptr) == CL_SUCCESS ? value : fallback;
}

template <typename Query>
std::string Text(const Query& query) {
  size_t size = 0;
  if (query(0, nullptr, &size) != CL_SUCCESS || size == 0) return "";
  std::string text(size, '\0');
  if (query(size, text.data(), nullptr) != CL_SUCCESS) return "";
  return text.substr(0, text.find('\0'));
}

std::string Text(cl_device_id id, cl_info which) {
  return Text([&](size_t size, char* to, size_t* needed) { return Cl().clGetDeviceInfo(id, which, size, to, needed); });
}

uint64_t MemoryLimit(uint64_t whole) {
  const char* text = std::getenv("TVM_DYDCA_OPENCL_MEMORY_MB");
  const unsigned long long megabytes = text == nullptr ? 0 : std::strtoull(text, nullptr, 10);
  return megabytes == 0 ? whole : std::min<uint64_t>(whole, static_cast<uint64_t>(megabytes) << 20);
}

// The standard lets only single images lie in a buffer, and generated kernels take arrays of them; drivers that allow
// arrays (Qualcomm's) announce no more than the others. So one is made.
bool CanPutImagesInBuffers(const Device& device) {
  if (!device.images || device.extensions.find("cl_khr_image2d_from_buffer") == std::string::npos) return false;
  cl_int code = CL_SUCCESS;
  const size_t pitch = std::max<size_t>(device.image_pitch_alignment_texels, 64) * 16;
  const cl_mem buffer = Cl().clCreateBuffer(device.context, CL_MEM_READ_WRITE, 4 * pitch, nullptr, &code);
  if (code != CL_SUCCESS) return false;
  const cl_image_format format{CL_RGBA, CL_FLOAT};
  cl_image_desc desc{};
  desc.type = CL_MEM_OBJECT_IMAGE2D_ARRAY;
  desc.width = desc.height = desc.array_size = 2;
  desc.row_pitch = pitch;
  desc.buffer = buffer;
  const cl_mem image = Cl().clCreateImage(device.context, CL_MEM_READ_WRITE, &format, &desc, nullptr, &code);
  if (code == CL_SUCCESS) Cl().clReleaseMemObject(image);
  Cl().clReleaseMemObject(buffer);
  return code == CL_SUCCESS;
}

// Null where no context can be made: a driver without its hardware.
std::unique_ptr<Device> Open(cl_device_id id, const std::string& platform) {
  auto device = std::make_unique<Device>();
  cl_int code = CL_SUCCESS;
  if (!Number<cl_bool>(id, CL_DEVICE_AVAILABLE, 1)) return nullptr;
  device->id = id;
  device->context = Cl().clCreateContext(nullptr, 1, &id, nullptr, nullptr, &code);
  if (code != CL_SUCCESS) return nullptr;
  device->queue.Open(device->context, id);
  device->platform = platform;
  device->name = Text(id, CL_DEVICE_NAME);
  device->version = Text(id, CL_DEVICE_VERSION);
  device->driver = Text(id, CL_DRIVER_VERSION);
  device->extensions = Text(id, CL_DEVICE_EXTENSIONS);
  device->type = Number<cl_bitfield>(id, CL_DEVICE_TYPE, 0);
  device->compute_units = Number<cl_uint>(id, CL_DEVICE_MAX_COMPUTE_UNITS, 1);
  device->clock_mhz = Number<cl_uint>(id, CL_DEVICE_MAX_CLOCK_FREQUENCY, 0);
  device->global_memory_bytes = Number<cl_ulong>(id, CL_DEVICE_GLOBAL_MEM_SIZE, 0);
  device->largest_allocation_bytes = Number<cl_ulong>(id, CL_DEVICE_MAX_MEM_ALLOC_SIZE, 0);
  device->cache_bytes = Number<cl_ulong>(id, CL_DEVICE_GLOBAL_MEM_CACHE_SIZE, 0);
  device->local_memory_bytes = Number<cl_ulong>(id, CL_DEVICE_LOCAL_MEM_SIZE, 0);
  device->work_group_items = Number<size_t>(id, CL_DEVICE_MAX_WORK_GROUP_SIZE, 1);
  size_t sizes[8] = {};
  if (Cl().clGetDeviceInfo(id, CL_DEVICE_MAX_WORK_ITEM_SIZES, sizeof(sizes), sizes, nullptr) == CL_SUCCESS) {
    std::copy(sizes, sizes + 3, device->work_group_sizes);
  }
  device->base_alignment_bytes = std::max<size_t>(1, Number<cl_uint>(id, CL_DEVICE_MEM_BASE_ADDR_ALIGN, 1024) / 8);
  device->images = Number<cl_bool>(id, CL_DEVICE_IMAGE_SUPPORT, 0) != 0;
  device->image_width = Number<size_t>(id, CL_DEVICE_IMAGE2D_MAX_WIDTH, 0);
  device->image_height = Number<size_t>(id, CL_DEVICE_IMAGE2D_MAX_HEIGHT, 0);
  device->image_layers = Number<size_t>(id, CL_DEVICE_IMAGE_MAX_ARRAY_SIZE, 0);
  device->image_pitch_alignment_texels = Number<cl_uint>(id, CL_DEVICE_IMAGE_PITCH_ALIGNMENT, 0);
  device->images_in_buffers = CanPutImagesInBuffers(*device);
  device->memory_limit_bytes = MemoryLimit(device->global_memory_bytes);
  return device;
}

std::vector<Device*> OpenAll() {
  std::vector<Device*> found;
  if (FindLibrary().path.empty()) return found;
  cl_uint count = 0;
  if (Cl().clGetPlatformIDs(0, nullptr, &count) != CL_SUCCESS) return found;
  std::vector<cl_platform_id> platforms(count);
  if (count == 0 || Cl().clGetPlatformIDs(count, platforms.data(), nullptr) != CL_SUCCESS) return found;
  for (cl_platform_id platform : platforms) {
    const std::string name = Text([&](size_t size, char* to, size_t* needed) {
      return Cl().clGetPlatformInfo(platform, CL_PLATFORM_NAME, size, to, needed);
    });
    if (Cl().clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, nullptr, &count) != CL_SUCCESS || count == 0) continue;
    std::vector<cl_device_id> ids(count);
    if (Cl().clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, count, ids.data(), nullptr) != CL_SUCCESS) continue;
    for (cl_device_id id : ids) {
      if (auto device = Open(id, name)) found.push_back(device.release());
    }
  }
  std::stable_partition(found.begin(), found.end(),
                        [](const Device* d) { return (d->type & CL_DEVICE_TYPE_GPU) != 0; });
  for (size_t i = 0; i < found.size(); ++i) found[i]->index = static_cast<int>(i);
  return found;
}

}  // namespace

std::string Device::Label() const { return "opencl:" + std::to_string(index) + " (" + name + ")"; }

const std::vector<Device*>& Devices() {
  // Never destroyed: drivers end their threads at exit in an order of their own.
  static const auto* devices = new std::vector<Device*>(OpenAll());
  return *devices;
}

Device& DeviceAt(int index) {
  const std::vector<Device*>& devices = Devices();
  if (devices.empty()) {
    const Library& library = Cl();  // Where there is none, that is the reason to give.
    TVM_FFI_THROW(OpenCLError) << library.path << " knows no OpenCL device; install the driver of one, such as "
                               << "pocl-binary-distribution for this CPU";
  }
  if (index < 0 || static_cast<size_t>(index) >= devices.size()) {
    TVM_FFI_THROW(OpenCLError) << "there is no device opencl:" << index
                               << "; there are opencl:0 to opencl:" << devices.size() - 1;
  }
  return *devices[static_cast<size_t>(index)];
}

int& CurrentDevice() {
  thread_local int current = 0;
  return current;
}

}  // namespace dydca::opencl
