// What a module says of its kernels, and the module as bytes.
#ifndef TVM_DYDCA_CSRC_OPENCL_SIGNATURE_H_
#define TVM_DYDCA_CSRC_OPENCL_SIGNATURE_H_

#include <dlpack/dlpack.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace dydca::opencl {

// One kernel: the types of its arguments, and what the integers after them in a launch mean.
struct Signature {
  std::string name;
  std::vector<DLDataType> arguments;
  std::vector<std::string> launch_tags;
  std::vector<int32_t> extra_tags;  // Unused on OpenCL; kept for the bytes.
};

// Such as "float16"; "type 77 of 3 bits" for what is none. TVM's own function throws there, which ends the process
// where the text is for another error.
std::string TypeText(DLDataType type);

struct ModuleContent {
  std::string format, code;
  std::map<std::string, Signature> signatures;
};

// TVM's own format, which modules in libraries exported anywhere have.
std::string ToBytes(const ModuleContent& content);

// Throws ValueError for bytes that are no such module.
ModuleContent FromBytes(std::string_view bytes);

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_SIGNATURE_H_
