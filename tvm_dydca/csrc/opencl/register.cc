// What the library does when it is loaded: gives a TVM without OpenCL of its own one.
#include <tvm/ffi/extra/json.h>
#include <tvm/ffi/function.h>
#include <tvm/ffi/reflection/registry.h>

#include <cstdio>
#include <string>

#include "device_api.h"
#include "module.h"
#include "pool.h"
#include "timer.h"
#include "view.h"

namespace dydca::opencl {
namespace {

namespace ffi = tvm::ffi;

// Found in the file by tvm_dydca/opencl/library.py before it loads it.
[[gnu::used]] constexpr char kBuiltFor[] =
    "dydca_opencl was built for apache-tvm " DYDCA_TVM_VERSION " and apache-tvm-ffi " DYDCA_TVM_FFI_VERSION ";";

// A string, since RPC carries no structures.
ffi::String DescribeDevices() {
  namespace json = ffi::json;
  json::Array devices;
  for (const Device* device : Devices()) {
    json::Object one;
    one.Set("index", static_cast<int64_t>(device->index));
    one.Set("name", device->name);
    one.Set("platform", device->platform);
    one.Set("version", device->version);
    one.Set("driver", device->driver);
    one.Set("gpu", (device->type & CL_DEVICE_TYPE_GPU) != 0);
    one.Set("float16", device->extensions.find("cl_khr_fp16") != std::string::npos);
    one.Set("compute_units", static_cast<int64_t>(device->compute_units));
    one.Set("clock_mhz", static_cast<int64_t>(device->clock_mhz));
    one.Set("memory_bytes", static_cast<int64_t>(device->memory_limit_bytes));
    one.Set("allocated_bytes", static_cast<int64_t>(device->allocated_bytes.load()));
    one.Set("largest_allocation_bytes", static_cast<int64_t>(device->largest_allocation_bytes));
    one.Set("local_memory_bytes", static_cast<int64_t>(device->local_memory_bytes));
    one.Set("work_group_items", static_cast<int64_t>(device->work_group_items));
    one.Set("base_alignment_bytes", static_cast<int64_t>(device->base_alignment_bytes));
    one.Set("images", device->images);
    one.Set("images_in_buffers", device->images_in_buffers);
    one.Set("image_width", static_cast<int64_t>(device->image_width));
    one.Set("image_height", static_cast<int64_t>(device->image_height));
    one.Set("image_layers", static_cast<int64_t>(device->image_layers));
    devices.push_back(one);
  }
  json::Object all;
  all.Set("library", FindLibrary().path);
  all.Set("problem", FindLibrary().problem);
  all.Set("devices", devices);
  return json::Stringify(all);
}

// Called by generated host code: device type and id, code and bits, scope, 3, {width, height, layers}, bits a texel.
void* AllocateTexture(int /*device_type*/, int device_id, int /*code*/, int /*bits*/, const ffi::String& /*scope*/,
                      int64_t /*rank*/, void* shape, int64_t texel_bits) {
  const auto* extent = static_cast<const int64_t*>(shape);
  const DLDataType dtype{kDLFloat, static_cast<uint8_t>(texel_bits / 4), 1};
  return CreateImage(DeviceAt(device_id),
                     {static_cast<size_t>(extent[0]), static_cast<size_t>(extent[1]), static_cast<size_t>(extent[2])},
                     dtype);
}

int FreeTexture(int /*device_type*/, int /*device_id*/, const ffi::String& /*scope*/, void* data) {
  Destroy(static_cast<Memory*>(data));
  return 0;
}

void* CreateAllocator(tvm::Device /*device*/, int kind) {
  using namespace tvm::runtime::memory;
  return static_cast<Allocator*>(new Pool(static_cast<AllocatorType>(kind)));
}

TVM_FFI_STATIC_INIT_BLOCK() {
  TVMFFIVersion version;
  TVMFFIGetVersion(&version);
  if (version.major != TVM_FFI_VERSION_MAJOR || version.minor != TVM_FFI_VERSION_MINOR ||
      version.patch != TVM_FFI_VERSION_PATCH) {
    std::fprintf(stderr, "%s another one is loaded, so that OpenCL stays off\n", kBuiltFor);
    return;
  }
  if (ffi::Function::GetGlobal("device_api.opencl").has_value()) return;
  ffi::reflection::GlobalDef()
      .def("device_api.opencl", []() { return static_cast<void*>(GlobalDeviceApi()); })
      .def("device_api.opencl.alloc_nd", AllocateTexture)
      .def("device_api.opencl.free_nd", FreeTexture)
      .def("DeviceAllocator.opencl", CreateAllocator)
      .def("runtime.timer.opencl", CreateTimer)
      .def("ffi.Module.create.opencl", CreateModule)
      .def("ffi.Module.load_from_bytes.opencl", LoadModule)
      .def("dydca.opencl.add_library", [](const ffi::String& path) { AddLibrary(std::string(path)); })
      .def("dydca.opencl.devices", DescribeDevices)
      .def("dydca.opencl.view", CreateView);
}

}  // namespace
}  // namespace dydca::opencl
