// Local improvement: the greedy placements again and again, with other priorities.
#ifndef TVM_DYDCA_CSRC_PLANNER_IMPROVE_H_
#define TVM_DYDCA_CSRC_PLANNER_IMPROVE_H_

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include "budget.h"
#include "first_fit.h"
#include "model.h"
#include "skyline.h"

namespace dydca::planner {

// Portable, unlike the distributions of the standard library.
class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  double Uniform() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }
  // About normal, mean 0 and variance 1.
  double Normal() { return (Uniform() + Uniform() + Uniform() + Uniform() - 2) * 1.7320508; }

 private:
  std::mt19937_64 engine_;
};

// Squeaky wheel optimisation (Joslin and Clements, JAIR 10, 1999): what ended above the target gets a higher priority,
// a few others any, and the new priorities are kept where the placement did not get worse. Places by Skyline where
// that applies, otherwise by first fit.
class Improver {
 public:
  Improver(const Model& model, uint64_t seed);

  // The next placement, in units; empty where the budget is spent.
  std::vector<int64_t> Next(int64_t target_bytes, Budget* budget);
  // The strategy behind the next one: the first few are greedy.
  int32_t strategy() const;

 private:
  std::vector<int64_t> Place(const std::vector<double>& priorities, Budget* budget);
  void Perturb(int64_t target_bytes);

  const Model& model_;
  Skyline skyline_;
  FirstFit first_fit_;
  bool by_skyline_;
  Random random_;
  size_t tried_ = 0;
  std::vector<double> priorities_, best_;  // Of this placement, and of the best one,
  std::vector<int64_t> offsets_;           // with its offsets
  int64_t size_bytes_ = 0;                 // and its size.
};

}  // namespace dydca::planner

#endif  // TVM_DYDCA_CSRC_PLANNER_IMPROVE_H_
