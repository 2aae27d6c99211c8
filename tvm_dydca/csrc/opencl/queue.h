// The one in-order command queue of a device, and the events of those who time it.
#ifndef TVM_DYDCA_CSRC_OPENCL_QUEUE_H_
#define TVM_DYDCA_CSRC_OPENCL_QUEUE_H_

#include <cstdint>
#include <mutex>
#include <string>
#include <vector>

#include "check.h"
#include "library.h"

namespace dydca::opencl {

// Collects the events of the commands that are enqueued while it listens to a queue.
class Recorder {
 public:
  Recorder() = default;
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  ~Recorder();

  // The device's time for all commands, once they have ended: from each one's start to its end, without gaps.
  int64_t ElapsedNanoseconds() const;

 private:
  friend class Queue;
  std::vector<cl_event> events_;
};

// Safe to use from any thread. Commands run in the order of the calls.
class Queue {
 public:
  void Open(cl_context context, cl_device_id device);

  // Calls `enqueue(queue, event)`, which enqueues one command; `event` is null where nobody listens.
  template <typename Enqueue>
  cl_int Submit(const Enqueue& enqueue) {
    std::lock_guard<std::mutex> lock(mutex_);
    if (recorders_.empty()) return enqueue(queue_, nullptr);
    cl_event event = nullptr;
    const cl_int code = enqueue(queue_, &event);
    if (code == CL_SUCCESS) Record(event);
    return code;
  }

  // The same, and waits for the command: other threads may enqueue meanwhile.
  template <typename Enqueue>
  cl_int SubmitAndWait(const Enqueue& enqueue) {
    cl_event event = nullptr;
    {
      std::lock_guard<std::mutex> lock(mutex_);
      const cl_int code = enqueue(queue_, &event);
      if (code != CL_SUCCESS) return code;
      Cl().clRetainEvent(event);
      Record(event);
    }
    const cl_int code = Cl().clWaitForEvents(1, &event);
    Cl().clReleaseEvent(event);
    return code;
  }

  cl_int Finish();

  // The first listener replaces the queue by one with profiling, which stays.
  void Listen(Recorder* recorder);
  void Ignore(Recorder* recorder);

 private:
  void Record(cl_event event);  // Takes the reference over.

  std::mutex mutex_;
  cl_context context_ = nullptr;
  cl_device_id device_ = nullptr;
  cl_command_queue queue_ = nullptr;
  bool profiling_ = false;
  std::vector<Recorder*> recorders_;
};

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_QUEUE_H_
