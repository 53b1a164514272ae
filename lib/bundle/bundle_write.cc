#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/file.h"
#include "base/text.h"
#include "bundle/bundle_file.h"

namespace sig::bundle {
namespace {

/// A folder of one's own beside the file to be written, so that the last step is a rename within
/// one file system. What is in it is gone with it.
class Workplace {
 public:
  explicit Workplace(const std::string& path)
      : folder_(join_path(parent_path(path), "." + file_name(path) + ".XXXXXX")),
        exists_(::mkdtemp(folder_.data()) != nullptr),
        error_(errno) {}
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;
  ~Workplace() {
    if (!exists_) return;
    ::unlink(file().c_str());
    ::rmdir(folder_.c_str());
  }
  bool exists() const { return exists_; }
  int error() const { return error_; }
  std::string file() const { return join_path(folder_, "bundle"); }

 private:
  std::string folder_;
  bool exists_;
  int error_;
};

}  // namespace

Result<SealedBundle> write(const std::string& path,
                           BundleManifest manifest,
                           std::vector<BundleFile> files) {
  const std::string sealed = TRY(seal(std::move(manifest), std::move(files)));
  const Workplace workplace(path);
  if (!workplace.exists()) {
    return io_error(fmt::format("cannot create a folder beside {}: {}",
                                quote(path, 240),
                                std::strerror(workplace.error())));
  }
  TRY(write_atomically(workplace.file(), sealed));
  std::string written = TRY(read_file(workplace.file(), Limits{}.bytes));
  SealedBundle opened = TRY(open_bytes(std::move(written), path));
  if (opened.bytes != sealed) {
    return io_error(fmt::format("{} reads back other than it was written", quote(path, 240)),
                    "check the disk and its file system");
  }
  TRY(move_into_place(workplace.file(), path));
  return opened;
}

}  // namespace sig::bundle
