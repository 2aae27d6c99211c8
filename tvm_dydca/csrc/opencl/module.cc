#include "module.h"

#include <tvm/ffi/container/array.h>
#include <tvm/ffi/dtype.h>
#include <tvm/ffi/error.h>
#include <tvm/ffi/reflection/accessor.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "kernel.h"

namespace dydca::opencl {
namespace {

namespace ffi = tvm::ffi;

constexpr const char* kMark = "// Function: ";

// One piece for each kernel: they repeat the definitions that they share, so that each is a program of its own.
std::map<std::string, std::string> SplitSource(const std::string& code) {
  std::map<std::string, std::string> sources;
  const std::string mark = kMark;
  size_t at = code.find(mark);
  while (at != std::string::npos) {
    const size_t name = at + mark.size();
    const size_t line_end = std::min(code.find('\n', name), code.size());
    at = code.find(mark, line_end);
    sources[code.substr(name, line_end - name)] = code.substr(line_end, std::min(at, code.size()) - line_end);
  }
  return sources;
}

class OpenClModule final : public ffi::ModuleObj {
 public:
  OpenClModule(ModuleContent content, ffi::Map<ffi::String, ffi::String> texts)
      : content_(std::move(content)), texts_(std::move(texts)) {
    if (content_.format != "cl") {
      TVM_FFI_THROW(ValueError) << "an OpenCL module of the format " << content_.format
                                << " cannot be run here, only cl";
    }
    std::map<std::string, std::string> sources = SplitSource(content_.code);
    for (const auto& [name, signature] : content_.signatures) {
      const auto source = sources.find(name);
      if (source == sources.end() || signature.name != name) {
        TVM_FFI_THROW(ValueError) << "the OpenCL module is damaged: it has no source of the kernel " << name;
      }
      kernels_[name] = std::make_shared<Kernel>(signature, std::move(source->second));
    }
  }

  const char* kind() const final { return "opencl"; }

  int GetPropertyMask() const final { return ffi::Module::kBinarySerializable | ffi::Module::kRunnable; }

  bool ImplementsFunction(const ffi::String& name) final { return kernels_.count(std::string(name)) != 0; }

  ffi::Optional<ffi::Function> GetFunction(const ffi::String& name) final {
    const auto found = kernels_.find(std::string(name));
    if (found == kernels_.end()) return std::nullopt;
    return ffi::Function::FromPacked([kernel = found->second](const ffi::AnyView* arguments, int32_t count, ffi::Any*) {
      kernel->Launch(arguments, count);
    });
  }

  ffi::Bytes SaveToBytes() const final { return ffi::Bytes(ToBytes(content_)); }

  ffi::String InspectSource(const ffi::String& format) const final {
    const ffi::String wanted = format.empty() ? ffi::String(content_.format) : format;
    const auto text = texts_.find(wanted);
    if (text != texts_.end()) return (*text).second;
    return std::string(wanted) == content_.format ? ffi::String(content_.code) : ffi::String();
  }

 private:
  const ModuleContent content_;
  const ffi::Map<ffi::String, ffi::String> texts_;
  std::map<std::string, std::shared_ptr<Kernel>> kernels_;
};

// By reflection, since the wheel has no header of runtime.FunctionInfo.
Signature SignatureOf(const ffi::ObjectRef& info) {
  const auto field = [&info](const char* name) {
    return ffi::reflection::FieldGetter("runtime.FunctionInfo", name)(info);
  };
  if (!info.defined() || info->GetTypeKey() != "runtime.FunctionInfo") {
    TVM_FFI_THROW(TypeError) << "an OpenCL module is made from objects of the type runtime.FunctionInfo";
  }
  Signature signature;
  signature.name = std::string(field("name").cast<ffi::String>());
  for (const DLDataType& type : field("arg_types").cast<ffi::Array<DLDataType>>()) signature.arguments.push_back(type);
  for (const ffi::String& tag : field("launch_param_tags").cast<ffi::Array<ffi::String>>()) {
    signature.launch_tags.emplace_back(tag);
  }
  for (const int64_t tag : field("arg_extra_tags").cast<ffi::Array<int64_t>>()) {
    signature.extra_tags.push_back(static_cast<int32_t>(tag));
  }
  return signature;
}

}  // namespace

ffi::Module CreateModule(const ffi::Bytes& code, const ffi::String& format,
                         const ffi::Map<ffi::String, ffi::ObjectRef>& infos,
                         const ffi::Map<ffi::String, ffi::String>& texts) {
  ModuleContent content;
  content.format = std::string(format);
  content.code = std::string(code.data(), code.size());
  for (const auto& [name, info] : infos) content.signatures[std::string(name)] = SignatureOf(info);
  return ffi::Module(ffi::make_object<OpenClModule>(std::move(content), texts));
}

ffi::Module LoadModule(const ffi::Bytes& bytes) {
  ModuleContent content = FromBytes(std::string_view(bytes.data(), bytes.size()));
  return ffi::Module(ffi::make_object<OpenClModule>(std::move(content), ffi::Map<ffi::String, ffi::String>()));
}

}  // namespace dydca::opencl
