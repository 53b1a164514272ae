#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "model/bundle.h"
#include "model/id_lock.h"
#include "model/project.h"
#include "model/signature.h"

namespace sig::compile {

/// What goes into a bundle: the manifest without its list of files, and the files.
struct Compiled {
  BundleManifest manifest;
  std::vector<BundleFile> files;  ///< "sources/..." and "artifacts/...", sorted by path
  IdLock ids;                     ///< those of the request and the new ones
  std::vector<NewIds> new_ids;    ///< sorted by signature
};

struct CompileRequest {
  std::string project;
  std::string revision;  ///< source commit, empty when the tree is not clean
  std::vector<Signature> signatures;
  std::vector<BundleFile> sources;  ///< the signature files as they are, by project-relative path
  IdLock ids;
  IdRange id_range;
};

/// One artifact for each engine of capability.h, with the signatures that it can express whole, and
/// a loss for each reason why it cannot. Rules get their numbers from `ids`, and new ones where
/// they have none. Pure and deterministic: the order of the inputs does not matter. No signature at
/// all, an id twice, a number of `ids` that a native rule has as its sid, and more than 80 % of
/// what readers take are errors.
Result<Compiled> for_targets(const CompileRequest& request);

/// True when the ids of the request are what the same signatures would be given without any: so
/// they can be made again from the signatures alone.
Result<bool> has_first_ids(const CompileRequest& request);

}  // namespace sig::compile
