#pragma once

#include <string>

namespace sig::cli {

/// $XDG_CACHE_HOME/sigctl, else ~/.cache/sigctl (XDG Base Directory Specification); empty where
/// there is no home. Compiled databases lie here and never in a repository: whoever writes one
/// decides what matches, and a repository is written by others.
std::string user_cache_folder();

}  // namespace sig::cli
