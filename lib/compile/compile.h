#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/bundle.h"
#include "model/project.h"
#include "model/signature.h"

namespace sig::compile {

/// What goes into a bundle: the manifest without digests of files, and the files.
struct Compiled {
  BundleManifest manifest;
  std::vector<BundleFile> files;  ///< signature sources and artifacts, sorted by path
};

struct CompileRequest {
  std::string project;
  std::string revision;  ///< source commit, empty when the tree is not clean
  std::vector<Signature> signatures;
  std::vector<BundleFile> sources;  ///< the signature files as they are, by project-relative path
};

/// Pure and deterministic: the order of the inputs does not matter.
Result<Compiled> for_targets(const CompileRequest& request);

}  // namespace sig::compile
