#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/file.h"
#include "base/text.h"
#include "source/codes.h"
#include "source/corpus_reader.h"
#include "source/discovery.h"
#include "source/object_reader.h"
#include "source/source.h"

namespace sig::source {
namespace {

constexpr size_t most_files = 200000;
constexpr std::uint64_t most = UINT64_MAX / 2;

void read_client(ObjectReader& reader, CorpusManifest& manifest, Findings& findings) {
  const YamlNode* node = reader.required("client");
  manifest.client_reason =
      reader.optional_text("client_reason", {.most_bytes = 1000, .is_printable = false})
          .value_or("");
  if (node == nullptr) return;
  const auto text = read_text(*node, "client", {}, findings);
  if (!text) return;
  const auto rule = parse_client_rule(*text);
  if (!rule) {
    findings.error(code::bad_client_rule,
                   node->span,
                   fmt::format("unknown client {}", quote(*text)),
                   "expected source-ip, header:NAME, cookie:NAME or record");
    return;
  }
  manifest.client = *rule;
  if (rule->kind == ClientRule::Kind::Record && manifest.client_reason.empty()) {
    findings.error(
        code::missing_client_reason,
        node->span,
        "every record counts as a client of its own, but nothing says why that is true",
        {},
        "add client_reason: WHY THE RECORDS ARE INDEPENDENT, or name what tells clients apart");
  }
}

Digest read_digest(const YamlNode& node, Findings& findings) {
  const auto text = read_text(node, "digest", {}, findings);
  if (!text) return {};
  if (text->starts_with("sha256:")) {
    if (auto digest = parse_digest(std::string_view(*text).substr(7))) return *digest;
  }
  findings.error(code::bad_digest,
                 node.span,
                 fmt::format("{} is not a digest", quote(*text)),
                 "expected sha256: and 64 lower-case hexadecimal digits");
  return {};
}

std::uint64_t read_count(ObjectReader& reader, std::string_view key, Findings& findings) {
  const YamlNode* node = reader.required(key);
  return node == nullptr ? 0 : read_unsigned(*node, key, {.most = most}, findings).value_or(0);
}

/// A path below the corpus folder. Names of recordings may hold any printable character.
std::string read_recording_path(const YamlNode& node, Findings& findings) {
  const auto text = read_text(node, "path", {.most_bytes = 1024}, findings);
  if (!text) return {};
  const auto parts = split(*text, '/');
  const bool is_inside = std::none_of(parts.begin(), parts.end(), [](std::string_view part) {
    return part.empty() || part == "." || part == "..";
  });
  if (is_inside) return *text;
  findings.error(code::bad_corpus_path,
                 node.span,
                 fmt::format("{} is no path inside the corpus", quote(*text)),
                 {},
                 "pin the corpus anew: sigctl corpus pin");
  return {};
}

PinnedFile read_file_row(const YamlNode& node, Findings& findings) {
  PinnedFile file;
  ObjectReader reader(node, "the file", findings);
  if (const YamlNode* path = reader.required("path")) {
    file.path = read_recording_path(*path, findings);
  }
  if (const YamlNode* digest = reader.required("digest")) {
    file.digest = read_digest(*digest, findings);
  }
  file.bytes = read_count(reader, "bytes", findings);
  file.format = reader.required_text("format", {.most_bytes = 32}).value_or("");
  file.records = read_count(reader, "records", findings);
  file.rejected = read_count(reader, "rejected", findings);
  reader.finish();
  if (file.rejected > file.records) {
    findings.error(code::more_rejected_than_records,
                   node.find("rejected")->span,
                   fmt::format("{} records are rejected of {}", file.rejected, file.records));
  }
  return file;
}

void read_files(const YamlNode& node, CorpusManifest& manifest, Findings& findings) {
  const std::vector<YamlNode>* items =
      read_list(node, "files", {.least = 1, .most = most_files}, findings);
  if (items == nullptr) return;
  manifest.files.reserve(items->size());
  std::map<std::string_view, Span> paths;
  for (const YamlNode& item : *items) {
    manifest.files.push_back(read_file_row(item, findings));
    const YamlNode* path = item.find("path");
    if (path == nullptr) continue;
    const auto [first, is_new] = paths.emplace(path->text, path->span);
    if (is_new) continue;
    findings.error(code::repeated_value,
                   path->span,
                   fmt::format("the file {} stands twice, first in line {}",
                               quote(path->text),
                               findings.sources().place_of(first->second).line),
                   {},
                   "pin the corpus anew: sigctl corpus pin");
  }
  std::sort(manifest.files.begin(),
            manifest.files.end(),
            [](const PinnedFile& a, const PinnedFile& b) { return a.path < b.path; });
}

void read_times(ObjectReader& reader, CorpusManifest& manifest, Findings& findings) {
  const YamlNode* from = reader.optional("captured_from");
  const YamlNode* to = reader.optional("captured_to");
  if (from != nullptr) manifest.captured_from = read_time(*from, "captured_from", findings);
  if (to != nullptr) manifest.captured_to = read_time(*to, "captured_to", findings);
  if (manifest.captured_from && manifest.captured_to &&
      *manifest.captured_to < *manifest.captured_from) {
    findings.error(code::reversed_times, to->span, "captured_to is before captured_from");
  }
}

}  // namespace

CorpusManifest read_corpus_tree(const YamlNode& root, Findings& findings) {
  CorpusManifest manifest;
  ObjectReader reader(root, "corpus.yaml", findings);
  manifest.name = reader.required_text("name").value_or("");
  constexpr std::array<std::string_view, 3> labels{"benign", "attack", "unknown"};
  manifest.label =
      reader.named<Label>(reader.required("label"), "label", labels).value_or(Label::Unknown);
  read_client(reader, manifest, findings);
  manifest.provenance =
      reader.optional_text("provenance", {.most_bytes = 4000, .is_printable = false}).value_or("");
  manifest.clients = read_count(reader, "clients", findings);
  read_times(reader, manifest, findings);
  if (const YamlNode* files = reader.required("files")) read_files(*files, manifest, findings);
  reader.finish();
  return manifest;
}

Result<CorpusManifest> read_corpus_manifest(const std::string& folder, Diagnostics& diagnostics) {
  CorpusManifest manifest;
  const std::string path = join_path(folder, "corpus.yaml");
  const auto source = TRY(load_yaml({path, path}, manifest_limits.bytes, diagnostics));
  if (!source) return manifest;
  const auto root = parse_yaml(*source, manifest_limits, diagnostics);
  Findings findings(diagnostics);
  if (root) manifest = read_corpus_tree(*root, findings);
  manifest.digest = sha256(diagnostics.sources().at(*source).bytes());
  return manifest;
}

}  // namespace sig::source
