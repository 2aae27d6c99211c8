#include "library.h"

#include <dlfcn.h>
#include <tvm/ffi/error.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <vector>

namespace dydca::opencl {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOverride = "TVM_DYDCA_OPENCL_LIBRARY";

constexpr const char* kPlaces[] = {
    "libOpenCL.so.1",
    "libOpenCL.so",
    "/vendor/lib64/libOpenCL.so",
    "/vendor/lib64/libOpenCL_adreno.so",
    "/vendor/lib64/egl/libGLES_mali.so",
    "/system/vendor/lib64/libOpenCL.so",
    "/system/lib64/libOpenCL.so",
    "/vendor/lib/libOpenCL.so",
    "/System/Library/Frameworks/OpenCL.framework/OpenCL",
};

std::mutex added_mutex;

std::vector<std::string>& Added() {
  static auto* added = new std::vector<std::string>();
  return *added;
}

// The loader inside pyopencl's wheel needs two things that importing pyopencl would do. It copies $PYOPENCL_HOME
// without a check, and crashes where that is not set. And the drivers that other wheels put beside it are named there
// without a folder: they are found once they are loaded.
void PrepareLoaderOfPyopencl(const fs::path& loader) {
  const fs::path folder = loader.parent_path(), home = folder.parent_path();
  if (home.filename() != "pyopencl") return;
  setenv("PYOPENCL_HOME", home.c_str(), 0);
  std::error_code error;
  for (auto it = fs::directory_iterator(folder, error); !error && it != fs::directory_iterator(); it.increment(error)) {
    if (it->path().extension() != ".icd") continue;
    std::ifstream file(it->path());
    std::string driver;
    if (std::getline(file, driver)) dlopen((folder / driver).c_str(), RTLD_NOW | RTLD_LOCAL);
  }
}

bool Bind(void* handle, Library* library) {
#define DYDCA_CL_BIND(result, name, parameters)                                 \
  library->name = reinterpret_cast<result(*) parameters>(dlsym(handle, #name)); \
  if (library->name == nullptr) {                                               \
    library->problem += std::string("it lacks ") + #name;                       \
    return false;                                                               \
  }
  DYDCA_CL_FUNCTIONS(DYDCA_CL_BIND)
#undef DYDCA_CL_BIND
  return true;
}

bool HasDevice(const Library& library) {
  cl_uint count = 0;
  if (library.clGetPlatformIDs(0, nullptr, &count) != CL_SUCCESS || count == 0) return false;
  std::vector<cl_platform_id> platforms(count);
  if (library.clGetPlatformIDs(count, platforms.data(), nullptr) != CL_SUCCESS) return false;
  for (cl_platform_id platform : platforms) {
    cl_uint devices = 0;
    if (library.clGetDeviceIDs(platform, CL_DEVICE_TYPE_ALL, 0, nullptr, &devices) == CL_SUCCESS && devices)
      return true;
  }
  return false;
}

Library Find() {
  std::vector<std::string> places(std::begin(kPlaces), std::end(kPlaces));
  const char* override_path = std::getenv(kOverride);
  if (override_path != nullptr && *override_path != '\0') {
    places = {override_path};
  } else {
    std::lock_guard<std::mutex> lock(added_mutex);
    places.insert(places.end(), Added().begin(), Added().end());
  }
  Library first;
  std::string tried;
  for (const std::string& place : places) {
    Library library;
    PrepareLoaderOfPyopencl(place);
    void* handle = dlopen(place.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
      tried += (tried.empty() ? "" : ", ") + place;
      continue;
    }
    if (!Bind(handle, &library)) {
      tried += (tried.empty() ? "" : ", ") + place + " (" + library.problem + ")";
      continue;
    }
    library.path = place;
    if (HasDevice(library)) return library;
    if (first.path.empty()) first = library;
  }
  if (first.path.empty()) {
    first.problem = "no OpenCL library could be opened (tried " + tried +
                    "); install the GPU's driver, or pyopencl with pocl-binary-distribution, or set " + kOverride;
  }
  return first;
}

}  // namespace

void AddLibrary(const std::string& path) {
  std::lock_guard<std::mutex> lock(added_mutex);
  Added().push_back(path);
}

const Library& FindLibrary() {
  static const auto* library = new Library(Find());
  return *library;
}

const Library& Cl() {
  const Library& library = FindLibrary();
  if (library.path.empty()) TVM_FFI_THROW(OpenCLError) << library.problem;
  return library;
}

}  // namespace dydca::opencl
