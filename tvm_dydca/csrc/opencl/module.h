// TVM's modules of the kind "opencl".
#ifndef TVM_DYDCA_CSRC_OPENCL_MODULE_H_
#define TVM_DYDCA_CSRC_OPENCL_MODULE_H_

#include <tvm/ffi/container/map.h>
#include <tvm/ffi/extra/module.h>

namespace dydca::opencl {

// What code generation calls: the source, "cl", a runtime.FunctionInfo for each kernel, and texts for InspectSource.
tvm::ffi::Module CreateModule(const tvm::ffi::Bytes& code, const tvm::ffi::String& format,
                              const tvm::ffi::Map<tvm::ffi::String, tvm::ffi::ObjectRef>& infos,
                              const tvm::ffi::Map<tvm::ffi::String, tvm::ffi::String>& texts);

// Throws ValueError for bytes that are no such module.
tvm::ffi::Module LoadModule(const tvm::ffi::Bytes& bytes);

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_MODULE_H_
