#include "binary_cache.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

namespace dydca::opencl {
namespace {

namespace fs = std::filesystem;

constexpr char kMagic[8] = {'D', 'Y', 'D', 'C', 'A', 'C', 'L', '1'};
constexpr const char* kSuffix = ".clbin";
constexpr const char* kTemporary = ".tmp";
constexpr uintmax_t kDefaultMegabytes = 256;
constexpr auto kAbandoned = std::chrono::hours(1);  // Temporary files of processes that died.

// What precedes the key and the binary in a file.
struct Header {
  char magic[8];
  uint64_t key_size, binary_size, checksum;
};

// FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
uint64_t Hash(const std::string& text, uint64_t hash = 14695981039346656037u) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return hash;
}

fs::path DefaultFolder() {
  if (const char* folder = std::getenv("TVM_DYDCA_OPENCL_CACHE")) return folder;
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return fs::path(cache) / "tvm_dydca" / "opencl";
  const char* home = std::getenv("HOME");
  if (home != nullptr && *home == '/') return fs::path(home) / ".cache" / "tvm_dydca" / "opencl";
  return {};
}

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

}  // namespace

BinaryCache::BinaryCache() : folder_(DefaultFolder()) {
  const char* limit = std::getenv("TVM_DYDCA_OPENCL_CACHE_MB");
  const uintmax_t megabytes = limit == nullptr ? kDefaultMegabytes : std::strtoull(limit, nullptr, 10);
  limit_bytes_ = megabytes << 20;
}

BinaryCache& BinaryCache::Global() {
  static auto* cache = new BinaryCache();
  return *cache;
}

fs::path BinaryCache::Place(const std::string& key) const {
  char name[48];
  std::snprintf(name, sizeof(name), "%016llx%016llx%s", static_cast<unsigned long long>(Hash(key)),
                static_cast<unsigned long long>(Hash(key, 0x9E3779B97F4A7C15u)), kSuffix);
  return folder_ / name;
}

std::optional<std::string> BinaryCache::Load(const std::string& key) {
  if (folder_.empty()) return std::nullopt;
  const fs::path place = Place(key);
  std::ifstream file(place, std::ios::binary);
  if (!file) return std::nullopt;
  std::string bytes((std::istreambuf_iterator<char>(file)), {});
  Header header;
  if (bytes.size() < sizeof(header)) return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof(header));
  const uint64_t rest = bytes.size() - sizeof(header);
  if (std::memcmp(header.magic, kMagic, sizeof(kMagic)) != 0 || header.key_size != key.size() || rest < key.size() ||
      header.binary_size != rest - key.size() || bytes.compare(sizeof(header), key.size(), key) != 0) {
    return std::nullopt;
  }
  std::string binary = bytes.substr(sizeof(header) + key.size());
  if (Hash(binary) != header.checksum) return std::nullopt;
  std::error_code ignored;
  fs::last_write_time(place, fs::file_time_type::clock::now(), ignored);  // Used now: Trim goes by it.
  return binary;
}

void BinaryCache::Store(const std::string& key, const std::string& binary) {
  if (folder_.empty() || key.size() + binary.size() > limit_bytes_) return;
  static std::atomic<unsigned> counter{0};
  std::error_code error;
  fs::create_directories(folder_, error);
  const fs::path place = Place(key);
  fs::path temporary = place;
  temporary += "." + std::to_string(getpid()) + "." + std::to_string(counter++) + kTemporary;
  Header header{};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  header.key_size = key.size();
  header.binary_size = binary.size();
  header.checksum = Hash(binary);
  std::ofstream file(temporary, std::ios::binary);
  file.write(reinterpret_cast<const char*>(&header), sizeof(header));
  file << key << binary;
  file.close();
  if (file) fs::rename(temporary, place, error);
  if (!file || error) fs::remove(temporary, error);
  Trim();
}

void BinaryCache::Trim() {
  struct Entry {
    fs::path path;
    uintmax_t size_bytes;
    fs::file_time_type used;
  };
  std::vector<Entry> entries;
  uintmax_t sum = 0;
  std::error_code error;
  const auto now = fs::file_time_type::clock::now();
  for (auto it = fs::directory_iterator(folder_, error); !error && it != fs::directory_iterator();
       it.increment(error)) {
    // Another process may delete a file at any moment; then its size or time is an error.
    std::error_code gone;
    const fs::path& path = it->path();
    const uintmax_t size = fs::file_size(path, gone);
    const auto used = gone ? now : fs::last_write_time(path, gone);
    if (gone) continue;
    if (EndsWith(path.filename().string(), kTemporary)) {
      if (now - used > kAbandoned) fs::remove(path, gone);
    } else if (EndsWith(path.filename().string(), kSuffix)) {
      entries.push_back({path, size, used});
      sum += size;
    }
  }
  if (sum <= limit_bytes_) return;
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
  for (const Entry& entry : entries) {
    if (sum <= limit_bytes_ / 4 * 3) break;  // Some room, lest every store trims.
    fs::remove(entry.path, error);
    sum -= entry.size_bytes;
  }
}

}  // namespace dydca::opencl
