#include "device_api.h"

#include <tvm/ffi/container/tensor.h>
#include <tvm/ffi/error.h>

#include <string>

#include "copy.h"
#include "pool.h"

namespace dydca::opencl {
namespace {

namespace ffi = tvm::ffi;

constexpr int64_t kOpenClVersion = 120;  // As TVM's own runtime gives it: what the code is written for.

// Such as "3.0" of "OpenCL 3.0 PoCL ...".
std::string VersionNumber(const std::string& version) {
  const size_t begin = version.find(' ') + 1;
  return version.substr(begin, version.find(' ', begin) - begin);
}

std::string ScopeOf(const ffi::Optional<ffi::String>& scope) {
  return scope.has_value() ? std::string(scope.value()) : std::string();
}

class DeviceApi final : public tvm::runtime::DeviceAPI {
 public:
  void SetDevice(tvm::Device dev) final { CurrentDevice() = dev.device_id; }

  void GetAttr(tvm::Device dev, tvm::runtime::DeviceAttrKind kind, ffi::Any* result) final {
    using namespace tvm::runtime;
    if (kind == kExist) {
      *result = static_cast<int>(dev.device_id >= 0 && static_cast<size_t>(dev.device_id) < Devices().size());
      return;
    }
    const Device& device = DeviceAt(dev.device_id);
    switch (kind) {
      case kMaxThreadsPerBlock:
        *result = static_cast<int64_t>(device.work_group_items);
        break;
      case kWarpSize:
        *result = 1;  // OpenCL 1.2 does not tell.
        break;
      case kMaxSharedMemoryPerBlock:
        *result = static_cast<int64_t>(device.local_memory_bytes);
        break;
      case kComputeVersion:
        *result = VersionNumber(device.version);
        break;
      case kDeviceName:
        *result = device.name;
        break;
      case kMaxClockRate:
        *result = static_cast<int64_t>(device.clock_mhz) * 1000;  // kHz
        break;
      case kMultiProcessorCount:
        *result = static_cast<int64_t>(device.compute_units);
        break;
      case kMaxThreadDimensions: {
        const size_t* sizes = device.work_group_sizes;
        *result =
            "[" + std::to_string(sizes[0]) + ", " + std::to_string(sizes[1]) + ", " + std::to_string(sizes[2]) + "]";
        break;
      }
      case kApiVersion:
        *result = kOpenClVersion;
        break;
      case kDriverVersion:
        *result = device.driver;
        break;
      case kL2CacheSizeBytes:
        *result = static_cast<int64_t>(device.cache_bytes);
        break;
      case kTotalGlobalMemory:
        *result = static_cast<int64_t>(device.global_memory_bytes);
        break;
      case kImagePitchAlignment:
        *result = static_cast<int64_t>(device.image_pitch_alignment_texels);
        break;
      default:  // What OpenCL does not tell stays None.
        break;
    }
  }

  size_t GetDataSize(const DLTensor& tensor, ffi::Optional<ffi::String> scope) final {
    const std::string name = ScopeOf(scope);
    const ffi::ShapeView shape(tensor.shape, static_cast<size_t>(tensor.ndim));
    if (!IsTexture(name)) return SizeBytes(shape, tensor.dtype);
    const Extent extent = TextureExtent(shape, name);
    return RowPitchBytes(DeviceAt(CurrentDevice()), extent, tensor.dtype) * extent.height * extent.layers;
  }

  void* AllocDataSpace(tvm::Device dev, size_t size_bytes, size_t /*alignment*/, DLDataType /*dtype*/) final {
    return CreateBuffer(DeviceAt(dev.device_id), size_bytes);
  }

  void* AllocDataSpace(tvm::Device dev, int rank, const int64_t* dims, DLDataType dtype,
                       ffi::Optional<ffi::String> scope) final {
    const std::string name = ScopeOf(scope);
    const ffi::ShapeView shape(dims, static_cast<size_t>(rank));
    Device& device = DeviceAt(dev.device_id);
    if (IsTexture(name)) return CreateImage(device, TextureExtent(shape, name), dtype);
    return CreateBuffer(device, SizeBytes(shape, dtype));
  }

  void FreeDataSpace(tvm::Device /*dev*/, void* data) final { Destroy(static_cast<Memory*>(data)); }

  void* AllocWorkspace(tvm::Device dev, size_t size_bytes, DLDataType dtype) final {
    return Pool::Workspaces().Alloc(dev, size_bytes, tvm::runtime::kTempAllocaAlignment, dtype).data;
  }

  void FreeWorkspace(tvm::Device dev, void* data) final {
    Pool::Buffer buffer;
    buffer.data = data;
    buffer.device = dev;
    buffer.alloc_type = tvm::runtime::memory::kPooled;
    Pool::Workspaces().Free(buffer);
  }

  void CopyDataFromTo(DLTensor* from, DLTensor* to, TVMStreamHandle /*stream*/) final { Copy(*from, *to); }

  void StreamSync(tvm::Device dev, TVMStreamHandle /*stream*/) final {
    Device& device = DeviceAt(dev.device_id);
    const cl_int code = device.queue.Finish();
    if (code != CL_SUCCESS) Check(code, "waiting for " + device.Label());
  }
};

}  // namespace

tvm::runtime::DeviceAPI* GlobalDeviceApi() {
  static auto* api = new DeviceApi();
  return api;
}

}  // namespace dydca::opencl
