#include "kernel.h"

#include <tvm/ffi/error.h>

#include <algorithm>
#include <utility>

#include "memory.h"
#include "program.h"

namespace dydca::opencl {
namespace {

namespace ffi = tvm::ffi;

bool IsSupported(const DLDataType& type) {
  if (type.lanes != 1) return false;
  if (type.code == kDLOpaqueHandle) return true;
  if (type.code == kDLFloat) return type.bits == 32 || type.bits == 64;
  const bool whole = type.code == kDLInt || type.code == kDLUInt || type.code == kDLBool;
  return whole && (type.bits == 1 || type.bits == 8 || type.bits == 16 || type.bits == 32 || type.bits == 64);
}

int64_t Integer(const TVMFFIAny& value, const std::string& kernel, size_t position) {
  if (value.type_index != kTVMFFIInt && value.type_index != kTVMFFIBool) {
    TVM_FFI_THROW(TypeError) << "argument " << position << " of the kernel " << kernel << " must be an integer";
  }
  return value.v_int64;
}

double Real(const TVMFFIAny& value, const std::string& kernel, size_t position) {
  return value.type_index == kTVMFFIFloat ? value.v_float64 : static_cast<double>(Integer(value, kernel, position));
}

size_t KernelInfo(cl_kernel kernel, const Device& device, cl_info which, const std::string& name) {
  cl_ulong value = 0;  // size_t or cl_ulong, which are the same or, on 32-bit machines, start with the same bytes.
  const size_t size = which == CL_KERNEL_LOCAL_MEM_SIZE ? sizeof(cl_ulong) : sizeof(size_t);
  Check(Cl().clGetKernelWorkGroupInfo(kernel, device.id, which, size, &value, nullptr),
        "asking for the limits of the kernel " + name + " on " + device.Label());
  return static_cast<size_t>(value);
}

}  // namespace

Kernel::Kernel(Signature signature, std::string source) : signature_(std::move(signature)), source_(std::move(source)) {
  for (size_t i = 0; i < signature_.arguments.size(); ++i) {
    if (!IsSupported(signature_.arguments[i])) {
      TVM_FFI_THROW(ValueError) << "argument " << i << " of the kernel " << signature_.name << " is of type "
                                << TypeText(signature_.arguments[i]) << ", which OpenCL kernels do not take";
    }
  }
  for (const std::string& tag : signature_.launch_tags) {
    const size_t dot = tag.find('.');
    const std::string kind = tag.substr(0, dot), axis = dot == std::string::npos ? "" : tag.substr(dot + 1);
    if ((kind != "blockIdx" && kind != "threadIdx") || axis.size() != 1 || axis[0] < 'x' || axis[0] > 'z') {
      TVM_FFI_THROW(ValueError) << "the kernel " << signature_.name << " is launched with " << tag
                                << ", which OpenCL does not have";
    }
    tags_.push_back({axis[0] - 'x', kind == "blockIdx"});
    dimensions_ = std::max(dimensions_, static_cast<cl_uint>(tags_.back().axis + 1));
  }
}

Kernel::~Kernel() {
  for (const auto& [index, built] : built_) {
    Cl().clReleaseKernel(built.kernel);
    Cl().clReleaseProgram(built.program);
  }
}

Kernel::Built& Kernel::For(const Device& device) {
  const auto found = built_.find(device.index);
  if (found != built_.end()) return found->second;
  const std::string& name = signature_.name;
  Built built;
  built.program = BuildProgram(device, name, source_);
  cl_int code = CL_SUCCESS;
  try {
    built.kernel = Cl().clCreateKernel(built.program, name.c_str(), &code);
    Check(code, "taking the kernel " + name + " from its program on " + device.Label());
    cl_uint arguments = 0;
    Check(Cl().clGetKernelInfo(built.kernel, CL_KERNEL_NUM_ARGS, sizeof(arguments), &arguments, nullptr),
          "asking for the arguments of the kernel " + name);
    if (arguments != signature_.arguments.size()) {
      TVM_FFI_THROW(ValueError) << "the kernel " << name << " takes " << arguments << " arguments, but its module says "
                                << signature_.arguments.size();
    }
    const size_t local = KernelInfo(built.kernel, device, CL_KERNEL_LOCAL_MEM_SIZE, name);
    if (local > device.local_memory_bytes) {
      TVM_FFI_THROW(OpenCLError) << "the kernel " << name << " needs " << local << " bytes of local memory, but "
                                 << device.Label() << " has " << device.local_memory_bytes
                                 << "; compile with its max_shared_memory_per_block";
    }
    built.most_items = KernelInfo(built.kernel, device, CL_KERNEL_WORK_GROUP_SIZE, name);
  } catch (...) {
    if (built.kernel != nullptr) Cl().clReleaseKernel(built.kernel);
    Cl().clReleaseProgram(built.program);
    throw;
  }
  return built_.emplace(device.index, built).first->second;
}

void Kernel::SetArguments(cl_kernel kernel, const Device& device, const ffi::AnyView* arguments) const {
  const auto set = [&](size_t position, size_t size, const void* value) {
    const cl_int code = Cl().clSetKernelArg(kernel, static_cast<cl_uint>(position), size, value);
    if (code != CL_SUCCESS) Check(code, "setting argument " + std::to_string(position) + " of " + signature_.name);
  };
  for (size_t i = 0; i < signature_.arguments.size(); ++i) {
    const DLDataType type = signature_.arguments[i];
    const TVMFFIAny value = arguments[i].CopyToTVMFFIAny();
    if (type.code == kDLOpaqueHandle) {
      const auto* memory = static_cast<const Memory*>(value.v_ptr);
      if (memory == nullptr) {
        set(i, sizeof(cl_mem), nullptr);
      } else if (memory->device != &device) {
        TVM_FFI_THROW(ValueError) << "argument " << i << " of the kernel " << signature_.name << " lies on "
                                  << memory->device->Label() << ", but the kernel runs on " << device.Label();
      } else {
        set(i, sizeof(cl_mem), &memory->handle);
      }
    } else if (type.code == kDLFloat) {
      const double wide = Real(value, signature_.name, i);
      const auto narrow = static_cast<float>(wide);
      type.bits == 64 ? set(i, sizeof(wide), &wide) : set(i, sizeof(narrow), &narrow);
    } else {
      const int64_t whole = Integer(value, signature_.name, i);
      set(i, type.bits == 1 ? 1 : type.bits / 8, &whole);  // Little-endian: the low bytes come first.
    }
  }
}

void Kernel::CheckGroup(const Device& device, const Built& built, const size_t* local) const {
  const size_t* sizes = device.work_group_sizes;
  if (local[0] * local[1] * local[2] <= built.most_items && local[0] <= sizes[0] && local[1] <= sizes[1] &&
      local[2] <= sizes[2]) {
    return;
  }
  TVM_FFI_THROW(OpenCLError) << "the kernel " << signature_.name << " asks for work-groups of " << local[0] << " x "
                             << local[1] << " x " << local[2] << ", but " << device.Label() << " runs it in groups of "
                             << built.most_items << " items at most, and " << sizes[0] << " x " << sizes[1] << " x "
                             << sizes[2] << " along the axes; compile with a smaller max_num_threads";
}

void Kernel::Launch(const ffi::AnyView* arguments, int32_t count) {
  const size_t own = signature_.arguments.size();
  if (static_cast<size_t>(count) != own + tags_.size()) {
    TVM_FFI_THROW(TypeError) << "the kernel " << signature_.name << " takes " << own << " arguments and "
                             << tags_.size() << " launch sizes, not " << count << " in all";
  }
  size_t groups[3] = {1, 1, 1}, local[3] = {1, 1, 1}, global[3];
  for (size_t i = 0; i < tags_.size(); ++i) {
    const int64_t size = Integer(arguments[own + i].CopyToTVMFFIAny(), signature_.name, own + i);
    if (size == 0) return;  // Nothing to do, which OpenCL calls an error.
    if (size < 0 || size > UINT32_MAX) {
      TVM_FFI_THROW(ValueError) << "the kernel " << signature_.name << " is launched with " << size << " along "
                                << signature_.launch_tags[i];
    }
    // GCC's -fsanitize=bounds computes the index of (a ? b : c)[index] in one of two cases alone.
    size_t* const sizes = tags_[i].groups ? groups : local;
    sizes[tags_[i].axis] = static_cast<size_t>(size);
  }
  for (int i = 0; i < 3; ++i) global[i] = groups[i] * local[i];
  Device& device = DeviceAt(CurrentDevice());
  std::lock_guard<std::mutex> lock(mutex_);
  const Built& built = For(device);
  CheckGroup(device, built, local);
  SetArguments(built.kernel, device, arguments);
  const cl_int code = device.queue.Submit([&](cl_command_queue queue, cl_event* event) {
    return Cl().clEnqueueNDRangeKernel(queue, built.kernel, dimensions_, nullptr, global, local, 0, nullptr, event);
  });
  if (code != CL_SUCCESS) {
    Check(code, "launching the kernel " + signature_.name + " on " + device.Label() + " with " +
                    std::to_string(global[0]) + " x " + std::to_string(global[1]) + " x " + std::to_string(global[2]) +
                    " items in groups of " + std::to_string(local[0]) + " x " + std::to_string(local[1]) + " x " +
                    std::to_string(local[2]));
  }
}

}  // namespace dydca::opencl
