// When to stop: steps, time, or the caller's wish.
#ifndef TVM_DYDCA_CSRC_PLANNER_BUDGET_H_
#define TVM_DYDCA_CSRC_PLANNER_BUDGET_H_

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "planner.h"

namespace dydca::planner {

class Budget {
 public:
  Budget(const DydcaOptions& options, DydcaControl* control) : max_steps_(options.max_steps), control_(control) {
    const double seconds = std::min(options.budget_s, 1e9);
    end_ = Clock::now() + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  }

  // Counts steps; false once the budget is spent. The clock is looked at after some work, that is every few tenths of a
  // millisecond.
  bool Spend(int64_t steps, int64_t work) {
    steps_ += steps;
    work_ += work;
    if (max_steps_ >= 0 && steps_ > max_steps_) spent_ = true;
    if (work_ >= kWork) Look();
    return !spent_;
  }

  void Report(int64_t size, int64_t lower_bound) {
    control_->size = size;
    control_->lower_bound = lower_bound;
  }

  bool spent() const { return spent_; }
  bool interrupted() const { return interrupted_; }
  int64_t steps() const { return steps_; }

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr int64_t kWork = 200000;

  void Look() {
    work_ = 0;
    if (Clock::now() >= end_) spent_ = true;
    if (control_->stop != 0) spent_ = interrupted_ = true;
  }

  Clock::time_point end_;
  int64_t max_steps_, steps_ = 0, work_ = 0;
  DydcaControl* control_;
  bool spent_ = false, interrupted_ = false;
};

}  // namespace dydca::planner

#endif  // TVM_DYDCA_CSRC_PLANNER_BUDGET_H_
