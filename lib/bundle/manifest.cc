#include "bundle/manifest.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json_object.h"
#include "model/names.h"

namespace sig::bundle {
namespace {

constexpr std::string_view schema = "manifest/1";

template <class T>
T read_name(JsonObject& reader, std::string_view key) {
  const auto value = parse_name<T>(reader.text(key));
  if (!value) reader.fail(key, "expected one of the names that schemas/manifest.schema.json lists");
  return value.value_or(T{});
}

Json signature_row(const ManifestSignature& row) {
  return {{"id", row.id},
          {"rev", row.rev},
          {"on", to_string(row.on)},
          {"action", to_string(row.action)},
          {"confidence", to_string(row.confidence)},
          {"file", row.origin.file},
          {"line", row.origin.line},
          {"digest", row.digest.hex()}};
}

Result<ManifestSignature> read_signature(const Json& value, std::string where) {
  JsonObject reader(value, std::move(where));
  ManifestSignature row;
  row.id = reader.text("id");
  row.rev = static_cast<std::uint32_t>(reader.number("rev", 0, UINT32_MAX));
  row.on = read_name<Surface>(reader, "on");
  row.action = read_name<Action>(reader, "action");
  row.confidence = read_name<Confidence>(reader, "confidence");
  row.origin.file = reader.text("file");
  row.origin.line = static_cast<int>(reader.number("line", 0, INT32_MAX));
  row.digest = reader.digest("digest");
  TRY(reader.finish());
  return row;
}

Result<ManifestArtifact> read_artifact(const Json& value, std::string where) {
  JsonObject reader(value, std::move(where));
  ManifestArtifact row{reader.text("engine"), reader.text("path"), reader.digest("digest")};
  TRY(reader.finish());
  return row;
}

Result<CapabilityLoss> read_loss(const Json& value, std::string where) {
  JsonObject reader(value, std::move(where));
  CapabilityLoss row{reader.text("signature"), reader.text("engine"), reader.text("reason")};
  TRY(reader.finish());
  return row;
}

Result<ManifestFile> read_file_row(const Json& value, std::string where) {
  JsonObject reader(value, std::move(where));
  ManifestFile row{
      reader.text("path"), reader.digest("digest"), reader.number("bytes", 0, UINT64_MAX)};
  TRY(reader.finish());
  return row;
}

template <class Row>
Status read_rows(const Json& values,
                 std::string_view key,
                 size_t limit,
                 Result<Row> (*read_row)(const Json&, std::string),
                 std::vector<Row>& rows) {
  if (values.size() > limit) {
    return input_error(
        fmt::format("{}: {} {}; the limit is {}", manifest_path, values.size(), key, limit));
  }
  rows.reserve(values.size());
  for (const Json& value : values)
    rows.push_back(
        TRY(read_row(value, fmt::format("{}: {}[{}]", manifest_path, key, rows.size()))));
  return ok();
}

}  // namespace

std::string manifest_text(const BundleManifest& manifest) {
  Json out = {{"schema", schema},
              {"project", manifest.project},
              {"revision", manifest.revision},
              {"signatures", Json::array()},
              {"artifacts", Json::array()},
              {"losses", Json::array()},
              {"files", Json::array()}};
  for (const ManifestSignature& row : manifest.signatures)
    out["signatures"].push_back(signature_row(row));
  for (const ManifestArtifact& row : manifest.artifacts) {
    out["artifacts"].push_back(
        {{"engine", row.engine}, {"path", row.path}, {"digest", row.digest.hex()}});
  }
  for (const CapabilityLoss& row : manifest.losses) {
    out["losses"].push_back(
        {{"signature", row.signature}, {"engine", row.engine}, {"reason", row.reason}});
  }
  for (const ManifestFile& row : manifest.files) {
    out["files"].push_back(
        {{"path", row.path}, {"digest", row.digest.hex()}, {"bytes", row.bytes}});
  }
  return json_document(out);
}

Result<BundleManifest> read_manifest(std::string_view text, const Limits& limits) {
  const Json document = TRY(parse_json(text, manifest_path, {max_manifest_bytes, 8}));
  JsonObject reader(document, std::string(manifest_path));
  reader.constant("schema", schema);
  BundleManifest out;
  out.project = reader.text("project");
  out.revision = reader.text("revision");
  const Json& signatures = reader.array("signatures");
  const Json& artifacts = reader.array("artifacts");
  const Json& losses = reader.array("losses");
  const Json& files = reader.array("files");
  TRY(reader.finish());
  TRY(read_rows(signatures, "signatures", max_manifest_signatures, read_signature, out.signatures));
  TRY(read_rows(artifacts, "artifacts", limits.files, read_artifact, out.artifacts));
  TRY(read_rows(losses, "losses", max_manifest_losses, read_loss, out.losses));
  TRY(read_rows(files, "files", limits.files, read_file_row, out.files));
  TRY(check_manifest(out, limits));
  if (manifest_text(out) != text) {
    return input_error(fmt::format("{} is not written as sigctl writes it", manifest_path),
                       "compile the bundle again from its sources");
  }
  return out;
}

}  // namespace sig::bundle
