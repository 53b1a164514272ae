#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/bundle.h"
#include "model/project.h"
#include "model/signature.h"

namespace sig::compile {

/// What goes into a bundle: the manifest without its list of files, and the files.
struct Compiled {
  BundleManifest manifest;
  std::vector<BundleFile> files;  ///< "sources/..." and "artifacts/...", sorted by path
};

struct CompileRequest {
  std::string project;
  std::string revision;  ///< source commit, empty when the tree is not clean
  std::vector<Signature> signatures;
  std::vector<BundleFile> sources;  ///< the signature files as they are, by project-relative path
};

/// One artifact for each engine of capability.h, with the signatures that it can express whole, and
/// a loss for each reason why it cannot. Pure and deterministic: the order of the inputs does not
/// matter. No signature at all, an id twice, and more than 80 % of what readers take are errors.
Result<Compiled> for_targets(const CompileRequest& request);

}  // namespace sig::compile
