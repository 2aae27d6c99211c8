#include "program.h"

#include <tvm/ffi/error.h>

#include <cstdlib>
#include <vector>

#include "binary_cache.h"

namespace dydca::opencl {
namespace {

std::string BuildOptions() {
  const char* options = std::getenv("TVM_DYDCA_OPENCL_BUILD_OPTIONS");
  return options == nullptr ? "" : options;
}

// Whatever changes the binary. Zeros part the fields, which hold none.
std::string CacheKey(const Device& device, const std::string& options, const std::string& source) {
  std::string key;
  for (const std::string& field : {device.platform, device.name, device.version, device.driver, options, source}) {
    key += field;
    key += '\0';
  }
  return key;
}

std::string Log(cl_program program, const Device& device) {
  size_t size = 0;
  Cl().clGetProgramBuildInfo(program, device.id, CL_PROGRAM_BUILD_LOG, 0, nullptr, &size);
  std::string log(size, '\0');
  Cl().clGetProgramBuildInfo(program, device.id, CL_PROGRAM_BUILD_LOG, size, log.data(), nullptr);
  return log.substr(0, log.find('\0'));
}

cl_int Build(cl_program program, const Device& device, const std::string& options) {
  return Cl().clBuildProgram(program, 1, &device.id, options.c_str(), nullptr, nullptr);
}

// Null where the driver does not take the binary.
cl_program FromBinary(const Device& device, const std::string& options, const std::string& binary) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(binary.data());
  const size_t size = binary.size();
  cl_int status = CL_SUCCESS, code = CL_SUCCESS;
  const cl_program program =
      Cl().clCreateProgramWithBinary(device.context, 1, &device.id, &size, &bytes, &status, &code);
  if (code != CL_SUCCESS) return nullptr;
  if (status == CL_SUCCESS && Build(program, device, options) == CL_SUCCESS) return program;
  Cl().clReleaseProgram(program);
  return nullptr;
}

// Empty where the driver gives none.
std::string Binary(cl_program program) {
  size_t size = 0;
  if (Cl().clGetProgramInfo(program, CL_PROGRAM_BINARY_SIZES, sizeof(size), &size, nullptr) != CL_SUCCESS) return "";
  std::string binary(size, '\0');
  char* to = binary.data();
  if (Cl().clGetProgramInfo(program, CL_PROGRAM_BINARIES, sizeof(to), &to, nullptr) != CL_SUCCESS) return "";
  return binary;
}

}  // namespace

cl_program BuildProgram(const Device& device, const std::string& kernel, const std::string& source) {
  const std::string options = BuildOptions();
  const std::string key = CacheKey(device, options, source);
  if (const auto cached = BinaryCache::Global().Load(key)) {
    if (const cl_program program = FromBinary(device, options, *cached)) return program;
  }
  const char* text = source.data();
  const size_t size = source.size();
  cl_int code = CL_SUCCESS;
  const cl_program program = Cl().clCreateProgramWithSource(device.context, 1, &text, &size, &code);
  Check(code, "creating the program of the kernel " + kernel + " on " + device.Label());
  code = Build(program, device, options);
  if (code != CL_SUCCESS) {
    const std::string log = Log(program, device);
    Cl().clReleaseProgram(program);
    TVM_FFI_THROW(OpenCLError) << "the kernel " << kernel << " does not build on " << device.Label() << ": "
                               << ErrorText(code) << "\n"
                               << log;
  }
  const std::string binary = Binary(program);
  if (!binary.empty()) BinaryCache::Global().Store(key, binary);
  return program;
}

}  // namespace dydca::opencl
