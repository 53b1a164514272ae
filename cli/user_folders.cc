#include "cli/user_folders.h"

#include <cstdlib>

#include "base/file.h"

namespace sig::cli {

std::string user_cache_folder() {
  // The specification has relative paths ignored.
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return join_path(cache, "sigctl");
  const char* home = std::getenv("HOME");
  return home != nullptr && *home == '/' ? join_path(home, ".cache/sigctl") : std::string();
}

}  // namespace sig::cli
