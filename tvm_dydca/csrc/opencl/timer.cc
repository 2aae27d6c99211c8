#include "timer.h"

#include "device.h"

namespace dydca::opencl {
namespace {

class OpenClTimer final : public tvm::runtime::TimerNode {
 public:
  explicit OpenClTimer(Device* device) : device_(device) {}
  ~OpenClTimer() final { device_->queue.Ignore(&recorder_); }

  void Start() final { device_->queue.Listen(&recorder_); }
  void Stop() final { device_->queue.Ignore(&recorder_); }

  int64_t SyncAndGetElapsedNanos() final {
    Check(device_->queue.Finish(), "waiting for " + device_->Label());
    return recorder_.ElapsedNanoseconds();
  }

  TVM_FFI_DECLARE_OBJECT_INFO_FINAL("dydca.opencl.Timer", OpenClTimer, tvm::runtime::TimerNode);

 private:
  Device* device_;
  Recorder recorder_;
};

}  // namespace

tvm::runtime::Timer CreateTimer(tvm::Device device) {
  return tvm::runtime::Timer(tvm::ffi::make_object<OpenClTimer>(&DeviceAt(device.device_id)));
}

}  // namespace dydca::opencl
