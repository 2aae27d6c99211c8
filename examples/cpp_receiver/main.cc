// A receiver without Python: upscales one picture with an artifact of `dydca compile`, on the CPU.
//
//   dydca_receiver ARTIFACT_DIR IN.ppm OUT.ppm [--path K]
//
// It links the TVM runtime and nothing of this project. The whole picture goes through the network at once, routed by
// its own rule or along path K; the pixels are those of tvm_dydca.load(ARTIFACT_DIR).run(picture), rounded and clipped.
// Exit code: 0, or 2 for bad usage or input, or 1 for a failure, with one line on stderr.

#include <tvm/ffi/container/tensor.h>
#include <tvm/ffi/extra/json.h>
#include <tvm/ffi/extra/module.h>
#include <tvm/ffi/function.h>
#include <tvm/runtime/device_api.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <new>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

namespace ffi = tvm::ffi;
namespace fs = std::filesystem;
using std::to_string;

// What the caller can put right: exit code 2.
struct InputError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Range {
  int64_t low, high;  // Inclusive, in low-resolution pixels.
};

struct Artifact {
  std::string library;
  int64_t paths;
  Range height, width;
};

struct Image {
  int64_t height, width;
  std::vector<uint8_t> bytes;  // RGB, row by row.
};

// The member of a JSON value that `keys` lead to, as a T.
template <typename T>
T Member(ffi::Any value, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    auto object = value.try_cast<ffi::json::Object>();
    auto next = object ? object->Get(ffi::String(key)) : std::nullopt;
    if (!next) throw InputError("manifest.json of the artifact lacks " + key + "; compile a network again");
    value = *next;
  }
  if (auto result = value.try_cast<T>()) return *result;
  throw InputError("manifest.json of the artifact is damaged at " + keys.back() + "; copy it again");
}

Range ReadBounds(const ffi::Any& manifest, const std::string& dim) {
  auto ends = Member<ffi::Array<int64_t>>(manifest, {"functions", "main", "bounds", dim});
  if (ends.size() != 2) throw InputError("manifest.json of the artifact is damaged at " + dim + "; copy it again");
  return {ends[0], ends[1]};
}

// Refuses code for instructions that this machine lacks, which would end in SIGILL.
void CheckProcessor(const ffi::Array<ffi::String>& needed) {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line) && line.rfind("flags", 0) != 0) continue;
  if (!file) return;  // This machine does not tell.
  for (const std::string feature : needed) {
    if ((line + " ").find(" " + feature + " ") != std::string::npos) continue;
    throw InputError("the artifact needs " + feature + ", which this CPU lacks; compile it for this CPU");
  }
}

// Learns what must be known before the artifact's code runs: TVM itself holds H and W to no bounds.
Artifact ReadArtifact(const fs::path& folder) {
  std::ifstream file(folder / "manifest.json");
  if (!file) throw InputError("no artifact at " + folder.string() + ": it has no readable manifest.json");
  std::string text{std::istreambuf_iterator<char>(file), {}};
  ffi::String problem;
  ffi::Any manifest = ffi::json::Parse(text, &problem);
  if (!problem.empty()) throw InputError("manifest.json of the artifact is damaged: it is no JSON");
  if (Member<std::string>(manifest, {"format"}) != "tvm_dydca.artifact" || Member<int>(manifest, {"version"}) != 1) {
    throw InputError(folder.string() + " is no artifact of format version 1");
  }
  if (auto tvm = Member<std::string>(manifest, {"tvm"}); tvm != DYDCA_TVM_VERSION) {
    throw InputError("the artifact was compiled with TVM " + tvm + ", this program with " DYDCA_TVM_VERSION);
  }
  CheckProcessor(Member<ffi::Array<ffi::String>>(manifest, {"target", "features"}));
  auto paths = Member<ffi::json::Array>(manifest, {"network", "paths"});
  auto bytes = Member<int64_t>(manifest, {"files", "lib.so", "bytes"});
  fs::path library = fs::absolute(folder / "lib.so");
  std::error_code absent;
  if (fs::file_size(library, absent) != static_cast<uintmax_t>(bytes) || absent) {
    throw InputError(library.string() + " is missing or not whole; copy the artifact again");
  }
  return {library.string(), static_cast<int64_t>(paths.size()), ReadBounds(manifest, "H"), ReadBounds(manifest, "W")};
}

std::optional<int64_t> ParseNumber(const std::string& text) {
  auto is_digit = [](unsigned char c) { return std::isdigit(c) != 0; };
  if (text.empty() || text.size() > 9 || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  return std::stoll(text);
}

// The next number of a PPM header, after white space and comments.
std::optional<int64_t> ReadHeaderNumber(std::istream& file) {
  std::string text;
  while ((file >> std::ws).peek() == '#') std::getline(file, text);
  for (text.clear(); std::isdigit(file.peek()) != 0 && text.size() < 10;) text += static_cast<char>(file.get());
  return ParseNumber(text);
}

void CheckSize(const std::string& dim, int64_t value, const Range& range) {
  if (range.low <= value && value <= range.high) return;
  throw InputError(dim + " = " + to_string(value) + " is outside the bounds of this artifact, " + to_string(range.low) +
                   " to " + to_string(range.high) + "; compile with --bounds");
}

Image ReadPpm(const std::string& path, const Artifact& artifact) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw InputError("cannot read " + path);
  if (file.get() != 'P' || file.get() != '6') throw InputError(path + " is no binary PPM: it does not begin with P6");
  auto width = ReadHeaderNumber(file), height = ReadHeaderNumber(file), highest = ReadHeaderNumber(file);
  if (!width || !height || !highest || std::isspace(file.get()) == 0) throw InputError(path + ": broken PPM header");
  if (*highest != 255) throw InputError(path + " has the maximum " + to_string(*highest) + "; only 255 can be read");
  CheckSize("H", *height, artifact.height);
  CheckSize("W", *width, artifact.width);
  Image image{*height, *width, std::vector<uint8_t>(static_cast<size_t>(*height * *width * 3))};
  auto size = static_cast<std::streamsize>(image.bytes.size());
  if (file.read(reinterpret_cast<char*>(image.bytes.data()), size)) return image;
  throw InputError(path + " is truncated: " + to_string(file.gcount()) + " of " + to_string(size) + " bytes of pixels");
}

void WritePpm(const std::string& path, const Image& image) {
  std::ofstream file(path, std::ios::binary);
  if (!file) throw InputError("cannot write " + path);
  file << "P6\n" << image.width << ' ' << image.height << "\n255\n";
  file.write(reinterpret_cast<const char*>(image.bytes.data()), static_cast<std::streamsize>(image.bytes.size()));
  if (!file.flush()) throw std::runtime_error("cannot write all of " + path + ": is the disk full?");
}

struct AlignedMemory {
  void AllocData(DLTensor* tensor) {
    constexpr size_t kAlign = tvm::runtime::kAllocAlignment;
    tensor->data = std::aligned_alloc(kAlign, (ffi::GetDataSize(*tensor) + kAlign - 1) / kAlign * kAlign);
    if (tensor->data == nullptr) throw std::bad_alloc();
  }
  void FreeData(DLTensor* tensor) { std::free(tensor->data); }
};

// The picture as float32 (1, 3, H, W) in [0, 1].
ffi::Tensor ToTensor(const Image& image) {
  ffi::Shape shape{1, 3, image.height, image.width};
  auto tensor = ffi::Tensor::FromNDAlloc(AlignedMemory(), shape, DLDataType{kDLFloat, 32, 1}, DLDevice{kDLCPU, 0});
  auto* values = static_cast<float*>(tensor.data_ptr());
  int64_t pixels = image.height * image.width;
  for (int64_t i = 0; i < 3 * pixels; ++i) values[i % 3 * pixels + i / 3] = static_cast<float>(image.bytes[i]) / 255.0f;
  return tensor;
}

// The network's output, float32 (1, 3, H, W), rounded half to even as numpy.rint does, and clipped.
Image ToImage(const ffi::Tensor& tensor) {
  auto* values = static_cast<const float*>(tensor.data_ptr());
  int64_t pixels = tensor.size(2) * tensor.size(3);
  Image image{tensor.size(2), tensor.size(3), std::vector<uint8_t>(static_cast<size_t>(3 * pixels))};
  for (int64_t i = 0; i < 3 * pixels; ++i) {
    float level = std::nearbyint(values[i % 3 * pixels + i / 3] * 255.0f);
    image.bytes[i] = static_cast<uint8_t>(std::fmin(std::fmax(level, 0.0f), 255.0f));
  }
  return image;
}

ffi::Tensor Run(const std::string& library, const std::string& function, const ffi::Tensor& input) {
  constexpr int kPooledAllocator = 2;
  // TVM by itself takes half of the processors, as if the others were hyperthreads.
  setenv("TVM_NUM_THREADS", to_string(std::max(1u, std::thread::hardware_concurrency())).c_str(), /*replace=*/0);
  // As tvm_dydca/thread_pool.py: where others want the processors, TVM's 300000 end this process ten minutes late.
  setenv("TVM_THREAD_POOL_SPIN_COUNT", "1000", /*replace=*/0);
  auto loader = ffi::Module::LoadFromFile(library)->GetFunction("vm_load_executable", /*query_imports=*/true);
  auto vm = loader.value()().cast<ffi::Module>();
  vm->GetFunction("vm_initialization").value()(static_cast<int>(kDLCPU), 0, kPooledAllocator);
  return vm->GetFunction(function).value()(input).cast<ffi::Tensor>();
}

void Main(const std::vector<std::string>& args) {
  const std::string usage = "usage: dydca_receiver ARTIFACT_DIR IN.ppm OUT.ppm [--path K]";
  if (args == std::vector<std::string>{"--help"}) {
    std::cout << usage << std::endl;
    return;
  }
  std::vector<std::string> places;
  std::optional<int64_t> path;
  for (size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--path") {
      path = ParseNumber(i + 1 < args.size() ? args[++i] : "");
      if (!path) throw InputError("--path needs the number of a path; " + usage);
    } else if (args[i].rfind("--", 0) == 0) {
      throw InputError("unknown option " + args[i] + "; " + usage);
    } else {
      places.push_back(args[i]);
    }
  }
  if (places.size() != 3) throw InputError("3 arguments are needed, " + to_string(places.size()) + " given; " + usage);

  Artifact artifact = ReadArtifact(places[0]);
  if (path.value_or(0) >= artifact.paths) {
    throw InputError("path = " + to_string(*path) + ": this artifact has paths 0 to " + to_string(artifact.paths - 1));
  }
  Image image = ReadPpm(places[1], artifact);
  std::string function = path ? "path_" + to_string(*path) : "main";
  WritePpm(places[2], ToImage(Run(artifact.library, function, ToTensor(image))));
}

int Report(const std::string& message, int code) {
  std::cerr << "dydca_receiver: " << message.substr(0, message.find('\n')) << std::endl;
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    Main({argv + 1, argv + argc});
    return 0;
  } catch (const InputError& error) {
    return Report(error.what(), 2);
  } catch (const ffi::Error& error) {
    return Report(error.message(), 1);
  } catch (const std::exception& error) {
    return Report(error.what(), 1);
  }
}
