#include "signature.h"

#include <tvm/ffi/endian.h>
#include <tvm/ffi/error.h>

#include <cstring>
#include <iterator>
#include <utility>

namespace dydca::opencl {
namespace {

static_assert(TVM_FFI_IO_NO_ENDIAN_SWAP, "modules are little-endian, and so must this machine be");

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  T Number(const char* what) {
    T value;
    std::memcpy(&value, Take(sizeof(T), what).data(), sizeof(T));
    return value;
  }

  std::string Text(const char* what) { return std::string(Take(Number<uint64_t>(what), what)); }

  // A number of items that take at least `size` bytes each: a wrong one must not cost memory.
  uint64_t Count(size_t size, const char* what) {
    const auto count = Number<uint64_t>(what);
    if (count > rest_.size() / size) Refuse(what);
    return count;
  }

  void End() const {
    if (!rest_.empty())
      TVM_FFI_THROW(ValueError) << "the OpenCL module is damaged: " << rest_.size() << " bytes too many";
  }

 private:
  std::string_view Take(uint64_t size, const char* what) {
    if (size > rest_.size()) Refuse(what);
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  [[noreturn]] void Refuse(const char* what) const {
    TVM_FFI_THROW(ValueError) << "the OpenCL module is damaged: its " << what << " would lie behind its end";
    TVM_FFI_UNREACHABLE();
  }

  std::string_view rest_;
};

class Writer {
 public:
  template <typename T>
  void Number(T value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }

  void Text(const std::string& text) {
    Number<uint64_t>(text.size());
    bytes += text;
  }

  std::string bytes;
};

Signature ReadSignature(Reader* reader) {
  Signature signature;
  signature.name = reader->Text("kernel's name");
  for (auto n = reader->Count(4, "number of arguments"); n > 0; --n) {
    const auto code = reader->Number<uint8_t>("type of an argument");
    const auto bits = reader->Number<uint8_t>("type of an argument");
    signature.arguments.push_back({code, bits, reader->Number<uint16_t>("type of an argument")});
  }
  for (auto n = reader->Count(8, "number of launch tags"); n > 0; --n) {
    signature.launch_tags.push_back(reader->Text("launch tag"));
  }
  for (auto n = reader->Count(4, "number of extra tags"); n > 0; --n) {
    signature.extra_tags.push_back(reader->Number<int32_t>("extra tag"));
  }
  return signature;
}

}  // namespace

std::string TypeText(DLDataType type) {
  const char* names[] = {"int", "uint", "float", "handle"};
  const std::string bits = std::to_string(type.bits);
  if (type.code >= std::size(names)) return "type " + std::to_string(type.code) + " of " + bits + " bits";
  return names[type.code] + bits + (type.lanes == 1 ? "" : "x" + std::to_string(type.lanes));
}

std::string ToBytes(const ModuleContent& content) {
  Writer writer;
  writer.Text(content.format);
  writer.Number<uint64_t>(content.signatures.size());
  for (const auto& [key, signature] : content.signatures) {
    writer.Text(key);
    writer.Text(signature.name);
    writer.Number<uint64_t>(signature.arguments.size());
    for (const DLDataType& type : signature.arguments) {
      writer.Number(type.code);
      writer.Number(type.bits);
      writer.Number(type.lanes);
    }
    writer.Number<uint64_t>(signature.launch_tags.size());
    for (const std::string& tag : signature.launch_tags) writer.Text(tag);
    writer.Number<uint64_t>(signature.extra_tags.size());
    for (const int32_t tag : signature.extra_tags) writer.Number(tag);
  }
  writer.Text(content.code);
  return std::move(writer.bytes);
}

ModuleContent FromBytes(std::string_view bytes) {
  Reader reader(bytes);
  ModuleContent content;
  content.format = reader.Text("format");
  for (auto n = reader.Count(40, "number of kernels"); n > 0; --n) {
    std::string key = reader.Text("kernel's name");
    content.signatures[std::move(key)] = ReadSignature(&reader);
  }
  content.code = reader.Text("code");
  reader.End();
  return content;
}

}  // namespace dydca::opencl
