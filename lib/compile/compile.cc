#include "compile/compile.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "compile/capability.h"
#include "model/signature_json.h"

namespace sig::compile {
namespace {

/// A producer stops at 80 % of what readers take.
constexpr size_t allowed(size_t limit) {
  return limit / 5 * 4;
}

Status check_amount(std::string_view what, size_t found, size_t limit) {
  if (found <= allowed(limit)) return ok();
  return input_error(
      fmt::format(
          "{} {}; the limit is {}, 80 % of what a reader takes", found, what, allowed(limit)),
      "split the signatures over two projects");
}

Result<std::vector<Signature>> sorted_by_id(std::vector<Signature> signatures) {
  if (signatures.empty()) {
    return input_error("there are no signatures to compile",
                       "write one below the folders that sources: in sigctl.yaml names");
  }
  TRY(check_amount("signatures", signatures.size(), max_signatures));
  // By origin too, so that the message about a duplicate does not depend on the order given.
  std::sort(signatures.begin(), signatures.end(), [](const Signature& a, const Signature& b) {
    return std::tie(a.id, a.origin.file, a.origin.line) <
           std::tie(b.id, b.origin.file, b.origin.line);
  });
  for (size_t i = 1; i < signatures.size(); ++i) {
    const Signature& first = signatures[i - 1];
    const Signature& second = signatures[i];
    if (first.id != second.id) continue;
    return input_error(fmt::format("two signatures have the id {}: {}:{} and {}:{}",
                                   quote(first.id),
                                   visible(first.origin.file),
                                   first.origin.line,
                                   visible(second.origin.file),
                                   second.origin.line),
                       "give one of them an id of its own");
  }
  return signatures;
}

ManifestSignature manifest_row(const Signature& signature) {
  return {signature.id,
          signature.rev,
          signature.on,
          signature.action,
          signature.confidence,
          signature.origin,
          signature.digest};
}

/// `losses` are sorted by signature.
bool is_lost_on(std::string_view engine,
                std::string_view id,
                const std::vector<CapabilityLoss>& losses) {
  auto loss = std::lower_bound(
      losses.begin(), losses.end(), id, [](const auto& row, std::string_view wanted) {
        return row.signature < wanted;
      });
  for (; loss != losses.end() && loss->signature == id; ++loss) {
    if (loss->engine == engine) return true;
  }
  return false;
}

bool is_expressed(const Engine& engine,
                  const Signature& signature,
                  const std::vector<CapabilityLoss>& losses) {
  return !signature.native && !is_lost_on(engine.name, signature.id, losses);
}

/// How many numbers each signature needs: as many as the engine that takes the most rules.
IdNeeds id_needs(const std::vector<Signature>& signatures,
                 const CapabilityTable& table,
                 const std::vector<CapabilityLoss>& losses) {
  IdNeeds needs;
  for (const Signature& signature : signatures) {
    for (const Engine& engine : table.engines) {
      if (engine.rules_needed == nullptr || !is_expressed(engine, signature, losses)) continue;
      size_t& most = needs[signature.id];
      most = std::max(most, engine.rules_needed(signature));
    }
  }
  return needs;
}

/// The sids of native rules. One that was given to a portable signature is an error.
Result<std::set<std::uint32_t>> native_sids(const std::vector<Signature>& signatures,
                                            const IdLock& ids) {
  std::map<std::uint32_t, std::string_view> owners;
  for (const auto& [signature, given] : ids.given) {
    for (const std::uint32_t id : given)
      owners[id] = signature;
  }
  std::set<std::uint32_t> out;
  constexpr std::string_view prefix = "sid-";
  for (const Signature& signature : signatures) {
    if (!signature.native || !signature.id.starts_with(prefix)) continue;
    const auto sid = parse_unsigned(std::string_view(signature.id).substr(prefix.size()));
    if (!sid || *sid > UINT32_MAX) continue;  // of a generator of its own: sid-3-1000
    const auto owner = owners.find(static_cast<std::uint32_t>(*sid));
    if (owner != owners.end()) {
      return input_error(fmt::format("{}:{}: ids.lock gives the sid {} to the signature {}",
                                     visible(signature.origin.file),
                                     signature.origin.line,
                                     *sid,
                                     quote(owner->second)),
                         "give the rule another sid");
    }
    out.insert(static_cast<std::uint32_t>(*sid));
  }
  return out;
}

std::vector<CapabilityLoss> losses_of_all(const std::vector<Signature>& signatures,
                                          const CapabilityTable& table) {
  std::vector<CapabilityLoss> out;
  for (const Signature& signature : signatures) {
    if (signature.native) {
      out.push_back({signature.id, "sigmatchd", "a rule of an IPS: it looks at packets and flows"});
      for (const IpsDialect other :
           {IpsDialect::Snort2, IpsDialect::Snort3, IpsDialect::Suricata}) {
        if (other == signature.native->dialect) continue;
        out.push_back(
            {signature.id,
             std::string(to_string(other)),
             fmt::format("written in the language of {}", to_string(signature.native->dialect))});
      }
      continue;
    }
    std::vector<CapabilityLoss> losses = losses_of(signature, table);
    std::move(losses.begin(), losses.end(), std::back_inserter(out));
  }
  return out;
}

Status number_rules(const CompileRequest& request,
                    const std::vector<Signature>& signatures,
                    const CapabilityTable& table,
                    Compiled& out) {
  out.ids = request.ids;
  const std::set<std::uint32_t> taken = TRY(native_sids(signatures, out.ids));
  out.new_ids = TRY(
      give_ids(out.ids, id_needs(signatures, table, out.manifest.losses), request.id_range, taken));
  return ok();
}

/// The native rules of the engine's own language, each as it was written.
std::string native_rules_of(std::string_view engine, const std::vector<Signature>& signatures) {
  std::string out;
  for (const Signature& signature : signatures) {
    if (!signature.native || to_string(signature.native->dialect) != engine) continue;
    if (out.empty()) out = "\n# Native rules, as they were written.\n";
    out += signature.native->text + "\n";
  }
  return out;
}

Status add_artifact(const Engine& engine, const std::vector<Signature>& signatures, Compiled& out) {
  std::vector<Signature> expressed;
  std::copy_if(signatures.begin(),
               signatures.end(),
               std::back_inserter(expressed),
               [&](const Signature& signature) {
                 return !signature.native && is_expressed(engine, signature, out.manifest.losses);
               });
  std::string text =
      engine.write({.signatures = expressed, .ids = out.ids, .revision = out.manifest.revision});
  text += native_rules_of(engine.name, signatures);
  TRY(check_amount(fmt::format("bytes in {}", engine.artifact), text.size(), max_signatures_bytes));
  out.manifest.artifacts.push_back(
      {std::string(engine.name), std::string(engine.artifact), sha256(text)});
  out.files.push_back({std::string(engine.artifact), std::move(text)});
  return ok();
}

/// The native rules as they are, which no engine here has to express.
Status add_native_rules(const std::vector<Signature>& signatures, Compiled& out) {
  std::vector<Signature> native;
  std::copy_if(signatures.begin(),
               signatures.end(),
               std::back_inserter(native),
               [](const Signature& signature) { return signature.native.has_value(); });
  if (native.empty()) return ok();
  std::string text = signatures_document(native);
  TRY(check_amount("bytes of native rules", text.size(), max_signatures_bytes));
  out.manifest.artifacts.push_back({"native", std::string(native_rules_path), sha256(text)});
  out.files.push_back({std::string(native_rules_path), std::move(text)});
  return ok();
}

}  // namespace

Result<Compiled> for_targets(const CompileRequest& request) {
  const std::vector<Signature> signatures = TRY(sorted_by_id(request.signatures));
  const CapabilityTable& table = capability_table();
  Compiled out;
  out.manifest.project = request.project;
  out.manifest.revision = request.revision;
  for (const Signature& signature : signatures)
    out.manifest.signatures.push_back(manifest_row(signature));
  out.manifest.losses = losses_of_all(signatures, table);
  TRY(number_rules(request, signatures, table, out));
  for (const Engine& engine : table.engines)
    TRY(add_artifact(engine, signatures, out));
  TRY(add_native_rules(signatures, out));
  for (const BundleFile& source : request.sources)
    out.files.push_back({"sources/" + source.path, source.bytes});
  const auto by_path = [](const auto& a, const auto& b) { return a.path < b.path; };
  std::sort(out.manifest.artifacts.begin(), out.manifest.artifacts.end(), by_path);
  std::sort(out.files.begin(), out.files.end(), by_path);
  return out;
}

Result<bool> has_first_ids(const CompileRequest& request) {
  const std::vector<Signature> signatures = TRY(sorted_by_id(request.signatures));
  Compiled out;
  out.manifest.losses = losses_of_all(signatures, capability_table());
  CompileRequest fresh;
  fresh.id_range = request.id_range;
  TRY(number_rules(fresh, signatures, capability_table(), out));
  return out.ids.given == request.ids.given;
}

}  // namespace sig::compile
