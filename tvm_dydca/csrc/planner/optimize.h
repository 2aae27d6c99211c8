// The strategies together: which runs when, until the target is met, proven out of reach, or the budget spent.
#ifndef TVM_DYDCA_CSRC_PLANNER_OPTIMIZE_H_
#define TVM_DYDCA_CSRC_PLANNER_OPTIMIZE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "budget.h"
#include "improve.h"
#include "model.h"
#include "planner.h"
#include "search.h"

namespace dydca::planner {

class Optimizer {
 public:
  Optimizer(const DydcaProblem& problem, const DydcaOptions& options, DydcaControl* control);

  void Run();

  // Bytes.
  int64_t offset(size_t item) const { return offsets_[item] * model_.unit; }
  bool interrupted() const { return unlimited_.interrupted() || budget_.interrupted(); }
  DydcaResult result() const;

 private:
  bool Done() const { return size_ <= bound_ || (options_.capacity >= 0 && size_ <= options_.capacity); }
  bool OutOfReach() const { return options_.capacity >= 0 && bound_ > options_.capacity; }
  bool Goes() const { return !Done() && !budget_.spent(); }
  void Keep(const std::vector<int64_t>& offsets, int32_t strategy);
  void Prove(int64_t bound);
  void FirstAnswer(Improver* improver);
  void Greedy(int32_t strategy, Budget* budget);
  void Improve(Improver* improver, int64_t placements);
  void Exact(Search* search, Random* random, int64_t runs);

  const Model model_;
  const DydcaOptions options_;
  Budget unlimited_, budget_;  // For what has to be done, and for the rest.
  const Cells cells_;
  std::vector<int64_t> offsets_;
  int64_t size_, bound_;
  int64_t restarts_ = 0;
  int32_t strategy_ = DYDCA_AUTO;
};

}  // namespace dydca::planner

#endif  // TVM_DYDCA_CSRC_PLANNER_OPTIMIZE_H_
