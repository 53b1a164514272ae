#include "promote/release_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_object.h"
#include "base/text.h"
#include "repo/repository.h"

namespace sig::promote {
namespace {

constexpr std::string_view schema = "release/1";

ReleaseKind read_kind(JsonObject& reader) {
  const std::string text = reader.text("kind");
  for (const ReleaseKind kind :
       {ReleaseKind::Promote, ReleaseKind::Rollback, ReleaseKind::Hold, ReleaseKind::Kill}) {
    if (to_string(kind) == text) return kind;
  }
  reader.fail("kind", "expected promote, rollback, hold or kill, not " + quote(text));
  return ReleaseKind::Promote;
}

std::vector<Digest> read_evidence(JsonObject& reader) {
  std::vector<Digest> out;
  for (const Json& item : reader.array("evidence")) {
    Result<Digest> digest = parse_digest(item.is_string() ? item.get<std::string>() : "");
    if (!digest) {
      reader.fail("evidence", "expected SHA-256 values as 64 lower-case hexadecimal digits");
      return {};
    }
    out.push_back(*digest);
  }
  return out;
}

bool is_object_id(std::string_view text) {
  return text.size() == 40 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Status check_environment(const std::string& name) {
  const bool is_plain = !name.empty() && name.find('/') == std::string::npos &&
                        quote(name, name.size()).size() == name.size() + 2;
  if (is_plain && name.size() <= 100 && name[0] != '-' &&
      repo::is_reference_name("refs/tags/" + name + "/1")) {
    return ok();
  }
  return input_error(
      fmt::format("{} cannot be the name of an environment: git makes a tag of it", quote(name)),
      "use letters, digits and dashes");
}

/// Sanity of the numbers among each other.
Status check_numbers(const Release& release) {
  if (release.number < 1 || release.number > max_release_number) {
    return input_error(fmt::format("a release has a number from 1 to {}", max_release_number));
  }
  const bool has_previous = is_object_id(release.previous_tag);
  if (release.number == 1 ? !release.previous_tag.empty() : !has_previous) {
    return input_error("every release but the first names the tag object before it");
  }
  const bool restores_older = release.restores >= 1 && release.restores < release.number;
  const bool is_rollback = release.kind == ReleaseKind::Rollback;
  if (is_rollback ? !restores_older : release.restores != 0) {
    return input_error("a rollback, and only a rollback, restores an older number");
  }
  return ok();
}

}  // namespace

Status check_release(const Release& release) {
  TRY(check_environment(release.environment));
  TRY(check_numbers(release));
  if (!release.source_commit.empty() && !is_object_id(release.source_commit)) {
    return input_error(
        fmt::format("the source commit {} is not an object id", quote(release.source_commit)));
  }
  if (release.reason.size() > max_reason_bytes) {
    return input_error(fmt::format(
        "the reason has {} bytes; the limit is {}", release.reason.size(), max_reason_bytes));
  }
  if (!is_valid_utf8(release.reason) || !is_valid_utf8(release.who)) {
    return input_error("the reason and the author of a release are UTF-8");
  }
  if (release.evidence.size() > max_evidence_files) {
    return input_error(fmt::format(
        "{} files of evidence; the limit is {}", release.evidence.size(), max_evidence_files));
  }
  return ok();
}

std::string release_text(const Release& release) {
  Json evidence = Json::array();
  for (const Digest& digest : release.evidence)
    evidence.push_back(digest.hex());
  Json out = {{"schema", schema},
              {"environment", release.environment},
              {"number", release.number},
              {"previous_tag", release.previous_tag},
              {"kind", to_string(release.kind)}};
  if (release.kind == ReleaseKind::Rollback) out["restores"] = release.restores;
  out["bundle"] = release.bundle.hex();
  out["evidence"] = std::move(evidence);
  out["policy"] = release.policy.hex();
  out["source_commit"] = release.source_commit;
  out["reason"] = release.reason;
  out["who"] = release.who;
  out["when"] = to_iso8601(release.when, true);
  return json_document(out);
}

Result<Release> read_release(std::string_view text, std::string_view name) {
  const Json document = TRY(parse_json(text, name, {max_release_bytes, 4}));
  JsonObject reader(document, std::string(name));
  reader.constant("schema", schema);
  Release out;
  out.environment = reader.text("environment");
  out.number = reader.number("number", 1, max_release_number);
  out.previous_tag = reader.text("previous_tag");
  out.kind = read_kind(reader);
  out.restores = reader.optional_number("restores", 1, max_release_number).value_or(0);
  out.bundle = reader.digest("bundle");
  out.evidence = read_evidence(reader);
  out.policy = reader.digest("policy");
  out.source_commit = reader.text("source_commit");
  out.reason = reader.text("reason");
  out.who = reader.text("who");
  out.when = reader.time("when");
  TRY(reader.finish());
  if (Status checked = check_release(out); !checked) {
    return std::move(checked).error().during(fmt::format("reading {}", visible(name)));
  }
  if (release_text(out) != text) {
    return input_error(fmt::format("{} is not written as sigctl writes it", visible(name)));
  }
  return out;
}

}  // namespace sig::promote
