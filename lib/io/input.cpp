#include "io/input.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/iostreams/filter/zlib.hpp>
#include <boost/iostreams/filter/zstd.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "base/errors.h"

namespace seqlab::io {
namespace {

constexpr std::size_t block_size = std::size_t{1} << 16;

std::string reason(int error) {
  return std::generic_category().message(error);
}

// A file descriptor. It has no buffer except for the bytes that were read to recognise the format.
class DescriptorInput final : public Input {
 public:
  DescriptorInput(std::string name, int descriptor, bool owned, bool live)
      : Input(std::move(name)), descriptor_(descriptor), owned_(owned), live_(live) {}
  DescriptorInput(const DescriptorInput&) = delete;
  DescriptorInput& operator=(const DescriptorInput&) = delete;
  ~DescriptorInput() override {
    if (owned_) ::close(descriptor_);
  }

  std::size_t read(char* buffer, std::size_t size) override {
    if (ahead_.empty()) return read_descriptor(buffer, size);
    const std::size_t count = std::min(size, ahead_.size());
    std::memcpy(buffer, ahead_.data(), count);
    ahead_.erase(0, count);
    return count;
  }

  bool ready() override {
    pollfd asked{descriptor_, POLLIN, 0};
    return !ahead_.empty() || ::poll(&asked, 1, 0) > 0;
  }

  [[nodiscard]] bool live() const override { return live_; }

  // Reads one byte ahead; false at the end. read() still returns these bytes.
  bool look_further() {
    char byte = 0;
    if (read_descriptor(&byte, 1) == 0) return false;
    ahead_.push_back(byte);
    return true;
  }
  [[nodiscard]] const std::string& ahead() const { return ahead_; }

 private:
  std::size_t read_descriptor(char* buffer, std::size_t size) {
    for (;;) {
      const ssize_t count = ::read(descriptor_, buffer, size);
      if (count >= 0) return static_cast<std::size_t>(count);
      if (errno == EAGAIN) {
        // Another process that shares standard input may have made it non-blocking.
        pollfd waiting{descriptor_, POLLIN, 0};
        ::poll(&waiting, 1, -1);
      } else if (errno != EINTR) {
        throw Error(name() + ": cannot read: " + reason(errno));
      }
    }
  }

  int descriptor_;
  bool owned_;
  bool live_;
  std::string ahead_;
};

// Shared by gzip and zstd: compressed blocks. `never_waits`: the source is a file. For other sources, a
// compressed block may yield nothing until the next one arrives.
class CompressedInput : public Input {
 public:
  bool ready() override { return never_waits_; }
  [[nodiscard]] bool live() const override { return !never_waits_; }

 protected:
  CompressedInput(std::unique_ptr<Input> source, bool never_waits)
      : Input(source->name()), source_(std::move(source)), never_waits_(never_waits), block_(block_size) {}

  // Reads a block if none is left; false at the end of the file.
  bool fill() {
    if (begin_ < end_) return true;
    begin_ = 0;
    end_ = source_->read(block_.data(), block_.size());
    return end_ != 0;
  }
  [[noreturn]] void fail(const std::string& message) const { throw DataError({name(), 0, 0}, message); }

  // Runs a symmetric filter of Boost.Iostreams over the block and returns the filter's result.
  template <typename Filter>
  bool decompress(Filter& filter, char*& out, char* out_end) {
    const char* in = block_.data() + begin_;
    const bool more = filter.filter().filter(in, block_.data() + end_, out, out_end, false);
    begin_ = static_cast<std::size_t>(in - block_.data());
    return more;
  }

 private:
  std::unique_ptr<Input> source_;
  bool never_waits_;
  std::vector<char> block_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

// Boost's gzip_decompressor cannot continue with a next member that starts at the end of its buffer, so zlib
// reads headers and checksums (RFC 1952), with one decompressor per member.
class GzipInput final : public CompressedInput {
 public:
  GzipInput(std::unique_ptr<Input> source, bool never_waits)
      : CompressedInput(std::move(source), never_waits) {}

  std::size_t read(char* buffer, std::size_t size) override {
    for (;;) {
      if (!output_waits_ && !fill()) {
        if (member_) fail("the gzip data ends too early; is the file complete?");
        return 0;
      }
      if (!member_) {
        boost::iostreams::zlib_params parameters;
        parameters.window_bits = 15 + 16;  // asks zlib for a gzip header and trailer
        member_.emplace(parameters);
      }
      char* out = buffer;
      bool more = true;
      try {
        more = decompress(*member_, out, buffer + size);
      } catch (const boost::iostreams::zlib_error& error) {
        // "No progress" is not an error: the output buffer was full, and nothing was left.
        if (error.error() != boost::iostreams::zlib::buf_error) fail("damaged gzip data");
      }
      output_waits_ = more && out == buffer + size;
      if (!more) member_.reset();
      if (out != buffer) return static_cast<std::size_t>(out - buffer);
    }
  }

 private:
  std::optional<boost::iostreams::zlib_decompressor> member_;
  bool output_waits_ = false;
};

// Boost's filter does not detect a file that ends inside a frame. So a frame with known content is appended
// to the file: it is decompressed correctly only after a complete frame.
constexpr std::string_view sentinel_content = "end of zstd data";
std::string sentinel_frame() {
  std::string frame("\x28\xB5\x2F\xFD\x20", 5);  // magic number; single segment, content size in a byte
  frame.push_back(static_cast<char>(sentinel_content.size()));
  frame.push_back(static_cast<char>(sentinel_content.size() << 3 | 1));  // the last block, stored raw
  frame.append(2, '\0');
  return frame.append(sentinel_content);
}

class ZstdInput final : public CompressedInput {
 public:
  ZstdInput(std::unique_ptr<Input> source, bool never_waits)
      : CompressedInput(std::move(source), never_waits) {}

  std::size_t read(char* buffer, std::size_t size) override {
    for (;;) {
      if (ended_) return 0;
      char* out = buffer;
      try {
        if (!output_waits_ && !fill()) {
          ended_ = true;
          check_end();
          return 0;
        }
        decompress(filter_, out, buffer + size);
      } catch (const boost::iostreams::zstd_error&) {
        fail(ended_ ? truncated : "damaged zstd data");
      }
      output_waits_ = out == buffer + size;
      if (out != buffer) return static_cast<std::size_t>(out - buffer);
    }
  }

 private:
  static constexpr const char* truncated = "the zstd data ends too early; is the file complete?";

  void check_end() {
    const std::string frame = sentinel_frame();
    std::string content(frame.size() + sentinel_content.size(), '\0');
    const char* in = frame.data();
    char* out = content.data();
    filter_.filter().filter(in, frame.data() + frame.size(), out, content.data() + content.size(), false);
    content.resize(static_cast<std::size_t>(out - content.data()));
    if (content != sentinel_content) fail(truncated);
  }

  boost::iostreams::zstd_decompressor filter_;
  bool output_waits_ = false;
  bool ended_ = false;
};

enum class Compression { none, gzip, zstd };

// The number of first bytes needed to recognise the compression.
constexpr std::size_t longest_magic = 4;

// Nothing if more bytes are needed to decide.
std::optional<Compression> compression_of(std::string_view ahead) {
  constexpr std::string_view gzip = "\x1F\x8B";
  constexpr std::string_view zstd = "\x28\xB5\x2F\xFD";
  constexpr std::string_view skippable = "\x2A\x4D\x18";  // after a byte 0x50 to 0x5F
  if (ahead.starts_with(gzip)) return Compression::gzip;
  if (ahead.starts_with(zstd)) return Compression::zstd;
  const bool may_skip = !ahead.empty() && (static_cast<unsigned char>(ahead[0]) & 0xF0U) == 0x50;
  if (may_skip && ahead.substr(1).starts_with(skippable)) return Compression::zstd;
  const bool undecided = gzip.starts_with(ahead) || zstd.starts_with(ahead) ||
                         (may_skip && skippable.starts_with(ahead.substr(1)));
  if (undecided) return std::nullopt;
  return Compression::none;
}

// Reads no more bytes than needed, because a pipe or terminal may not have more yet.
Compression recognise(DescriptorInput& input) {
  for (;;) {
    if (const auto compression = compression_of(input.ahead())) return *compression;
    if (!input.look_further()) return Compression::none;
  }
}

class MemoryInput final : public Input {
 public:
  MemoryInput(std::string bytes, std::string name) : Input(std::move(name)), bytes_(std::move(bytes)) {}

  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t count = bytes_.copy(buffer, size, position_);
    position_ += count;
    return count;
  }
  bool ready() override { return true; }
  [[nodiscard]] bool live() const override { return false; }

 private:
  std::string bytes_;
  std::size_t position_ = 0;
};

}  // namespace

std::unique_ptr<Input> open_input(const std::string& path) {
  const bool standard = path == "-";
  const int descriptor = standard ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const std::string name = standard ? "<stdin>" : path;
  if (descriptor < 0) throw Error(name + ": cannot open: " + reason(errno));
  struct stat status {};
  const int unknown = ::fstat(descriptor, &status) == 0 ? 0 : errno;
  const bool file = unknown == 0 && S_ISREG(status.st_mode);
  auto input = std::make_unique<DescriptorInput>(name, descriptor, !standard, !file);
  if (unknown != 0) throw Error(name + ": cannot open: " + reason(unknown));
  if (S_ISDIR(status.st_mode)) throw Error(name + ": is a directory; a file is needed");
  switch (recognise(*input)) {
    case Compression::gzip:
      return std::make_unique<GzipInput>(std::move(input), file);
    case Compression::zstd:
      return std::make_unique<ZstdInput>(std::move(input), file);
    case Compression::none:
      break;
  }
  return input;
}

std::optional<MappedFile> map_plain_file(const std::string& path) {
  std::error_code none;
  if (path == "-" || !std::filesystem::is_regular_file(path, none)) return std::nullopt;
  MappedFile file(path, MappedUse::data);
  const std::string_view start(reinterpret_cast<const char*>(file.bytes().data()),
                               std::min(longest_magic, file.bytes().size()));
  if (start.empty() || compression_of(start).value_or(Compression::none) != Compression::none) {
    return std::nullopt;
  }
  return file;
}

std::unique_ptr<Input> memory_input(std::string bytes, std::string name) {
  return std::make_unique<MemoryInput>(std::move(bytes), std::move(name));
}

}  // namespace seqlab::io
