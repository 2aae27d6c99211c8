// Compiled kernels on disk, shared by all processes of a user.
#ifndef TVM_DYDCA_CSRC_OPENCL_BINARY_CACHE_H_
#define TVM_DYDCA_CSRC_OPENCL_BINARY_CACHE_H_

#include <filesystem>
#include <optional>
#include <string>

namespace dydca::opencl {

// One file an entry, named by a hash of the key, with the whole key inside. Files are written under another name and
// renamed, so that readers see whole ones, and the last of several writers wins. Whatever goes wrong with the disk, the
// kernel is compiled again: nothing here throws.
class BinaryCache {
 public:
  // In $TVM_DYDCA_OPENCL_CACHE (empty: no cache), else below $XDG_CACHE_HOME or ~/.cache. At most
  // $TVM_DYDCA_OPENCL_CACHE_MB (256).
  static BinaryCache& Global();

  // None where there is no entry of that key, or a damaged one.
  std::optional<std::string> Load(const std::string& key);

  // Deletes the entries used least recently where the cache grows beyond its limit.
  void Store(const std::string& key, const std::string& binary);

 private:
  BinaryCache();
  std::filesystem::path Place(const std::string& key) const;
  void Trim();

  std::filesystem::path folder_;  // Empty: no cache.
  uintmax_t limit_bytes_;
};

}  // namespace dydca::opencl

#endif  // TVM_DYDCA_CSRC_OPENCL_BINARY_CACHE_H_
