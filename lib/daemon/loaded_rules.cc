#include "daemon/loaded_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/file.h"
#include "base/sanitizer.h"
#include "base/text.h"
#include "bundle/bundle_file.h"
#include "model/signature_json.h"

namespace sig::daemon {
namespace {

constexpr std::string_view engine = "sigmatchd";

std::vector<Signature>::const_iterator find_by_id(const std::vector<Signature>& sorted,
                                                  std::string_view id) {
  const auto found = std::lower_bound(
      sorted.begin(), sorted.end(), id, [](const Signature& signature, std::string_view wanted) {
        return signature.id < wanted;
      });
  return found != sorted.end() && found->id == id ? found : sorted.end();
}

/// Loaded must equal expected: each signature of the manifest is in the artifact with its rev, or
/// the manifest says why it is not.
Status check_complete(const BundleManifest& manifest, const std::vector<Signature>& signatures) {
  std::set<std::string_view> lost;
  for (const CapabilityLoss& loss : manifest.losses) {
    if (loss.engine == engine) lost.insert(loss.signature);
  }
  size_t found = 0;
  for (const ManifestSignature& expected : manifest.signatures) {
    const auto signature = find_by_id(signatures, expected.id);
    if (signature == signatures.end()) {
      if (lost.contains(expected.id)) continue;
      return input_error(fmt::format("signature {} is in the manifest but not in {}",
                                     quote(expected.id),
                                     matcher_artifact_path));
    }
    if (signature->rev != expected.rev) {
      return input_error(fmt::format("signature {} has rev {} in {} and rev {} in the manifest",
                                     quote(expected.id),
                                     signature->rev,
                                     matcher_artifact_path,
                                     expected.rev));
    }
    ++found;
  }
  if (found == signatures.size()) return ok();
  return input_error(fmt::format("{} holds {} signatures, the manifest names {}",
                                 matcher_artifact_path,
                                 signatures.size(),
                                 found));
}

/// An id goes into header lines and metrics as it is.
Status check_ids(const std::vector<Signature>& signatures) {
  const auto is_plain = [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\'; };
  for (const Signature& signature : signatures) {
    if (std::all_of(signature.id.begin(), signature.id.end(), is_plain)) continue;
    return input_error(fmt::format(
        "{}: the id {} has more than plain ASCII", matcher_artifact_path, quote(signature.id)));
  }
  return ok();
}

Result<std::vector<Signature>> read_signatures(const SealedBundle& bundle) {
  const BundleFile* artifact = bundle.find(matcher_artifact_path);
  if (artifact == nullptr) {
    return input_error(fmt::format("the bundle has no {}", matcher_artifact_path),
                       "compile it anew with this version of sigctl");
  }
  std::vector<Signature> signatures =
      TRY(read_signatures_document(artifact->bytes, matcher_artifact_path));
  std::sort(signatures.begin(), signatures.end(), [](const Signature& a, const Signature& b) {
    return a.id < b.id;
  });
  TRY(check_complete(bundle.manifest, signatures));
  TRY(check_ids(signatures));
  return signatures;
}

std::vector<Consequence> consequences_of(const std::vector<Signature>& signatures,
                                         const Activation& activation,
                                         SignatureCounters& counters) {
  const Environment environment = environment_of(activation);
  std::vector<Consequence> out;
  out.reserve(signatures.size());
  for (const Signature& signature : signatures) {
    const bool blocks = effective_action(signature, environment, activation.as_of) == Action::Block;
    out.push_back({blocks, signature.review_by, signature.block_for, counters.of(signature.id)});
  }
  return out;
}

Result<Activation> read_activation_of(const std::string& folder, const Generation& generation) {
  const std::string path = activation_path(folder, generation);
  const std::string text = TRY(read_file(path, ActivationLimits{}.bytes));
  return read_activation(text, path);
}

}  // namespace

std::optional<std::uint32_t> LoadedRules::find(std::string_view id) const {
  const auto found = find_by_id(signatures(), id);
  if (found == signatures().end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - signatures().begin());
}

Result<std::shared_ptr<LoadedRules>> load_generation(const LoadRequest& request,
                                                     const Generation& generation,
                                                     SignatureCounters& counters,
                                                     Time now) {
  auto rules = std::make_shared<LoadedRules>();
  rules->generation = generation;
  rules->activation = TRY(read_activation_of(request.folder, generation));
  const std::string path = bundle_path(request.folder, generation);
  std::vector<Signature> signatures;
  {
    const SealedBundle bundle = TRY(bundle::open(path, {.bytes = request.max_bundle_bytes}));
    if (bundle.digest != rules->activation.bundle) {
      return input_error(fmt::format("{} is bundle {}, but activation.json beside it is for {}",
                                     quote(path),
                                     bundle.digest.hex(),
                                     rules->activation.bundle.hex()));
    }
    signatures = TRY(read_signatures(bundle));
  }
  rules->bundle_hex = rules->activation.bundle.hex();
  rules->release_name =
      fmt::format("{}/{}", rules->activation.environment, rules->activation.release);
  rules->ruleset = TRY(match::Ruleset::compile(
      std::move(signatures), {.cache_folder = request.cache_folder, .in_child = !is_sanitized}));
  rules->consequences = consequences_of(rules->signatures(), rules->activation, counters);
  for (unsigned worker = 0; worker < request.workers; ++worker)
    rules->scanners.emplace_back(rules->ruleset);
  rules->since = now;
  return rules;
}

}  // namespace sig::daemon
