#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "base/file.h"
#include "bundle/bundle_file.h"
#include "compile/compile.h"
#include "model/activation.h"
#include "model/names.h"
#include "model/signature_json.h"

namespace sig::test {

/// A signature on http.request that fires where `field` contains `value`, with examples of both
/// kinds when `field` is http.uri.
inline Signature uri_signature(const std::string& id,
                               const std::string& value,
                               Action action = Action::Block) {
  Signature signature;
  signature.id = id;
  signature.rev = 1;
  signature.title = "Seen in the request target: " + id;
  signature.category = "path-traversal";
  signature.severity = Severity::High;
  signature.confidence = Confidence::High;
  signature.owner = "waf-team";
  signature.on = Surface::HttpRequest;
  signature.match.kind = Condition::Kind::All;
  Condition test;
  test.kind = Condition::Kind::Test;
  test.test.field = *parse_field("http.uri");
  test.test.op = Operator::Contains;
  test.test.values = {value};
  signature.match.children = {test};
  signature.action = action;
  if (action == Action::Block) signature.block_for = Seconds(3600);
  signature.examples.match = {"GET /" + value + " HTTP/1.1\r\nHost: shop\r\n\r\n"};
  signature.examples.no_match = {"GET /static/logo.png HTTP/1.1\r\nHost: shop\r\n\r\n"};
  signature.origin = {"signatures/test.yaml", 1};
  signature.digest = meaning_digest(signature);
  return signature;
}

inline SealedBundle bundle_of(std::vector<Signature> signatures) {
  compile::CompileRequest request;
  request.project = "shop-edge";
  request.signatures = std::move(signatures);
  request.sources = {{"signatures/test.yaml", "id: test\n"}};
  auto compiled = compile::for_targets(request);
  if (!compiled) throw std::runtime_error(compiled.error().message);
  auto bytes = bundle::seal(std::move(compiled->manifest), std::move(compiled->files));
  if (!bytes) throw std::runtime_error(bytes.error().message);
  auto sealed = bundle::open_bytes(*std::move(bytes), "test");
  if (!sealed) throw std::runtime_error(sealed.error().message);
  return *std::move(sealed);
}

inline Activation activation_for(const SealedBundle& bundle,
                                 std::uint64_t release,
                                 Mode mode = Mode::Block) {
  Activation activation;
  activation.environment = "prod";
  activation.release = release;
  activation.bundle = bundle.digest;
  activation.mode = mode;
  activation.as_of = *parse_iso8601("2026-11-24T04:00:00Z");
  return activation;
}

/// A folder of rules as a daemon reads it, made by hand.
class RulesFolder {
 public:
  explicit RulesFolder(std::string path) : path_(std::move(path)) {}
  const std::string& path() const { return path_; }

  std::string generation_name(const Activation& activation) const {
    return std::to_string(activation.release) + "-" + activation.bundle.hex().substr(0, 12);
  }
  /// Puts a generation there; `bytes` instead of the bundle's own when given.
  std::string put(const Activation& activation, const std::string& bytes) const {
    const std::string name = generation_name(activation);
    const std::string folder = path_ + "/generations/" + name;
    (void)make_folders(folder);
    (void)write_atomically(folder + "/bundle.sigctl", bytes);
    (void)write_atomically(folder + "/activation.json", activation_document(activation));
    return name;
  }
  void make_current(const std::string& name) const {
    const std::string fresh = path_ + "/.new";
    std::filesystem::remove(fresh);
    std::filesystem::create_symlink("generations/" + name, fresh);
    std::filesystem::rename(fresh, path_ + "/current");
  }
  std::string put_current(const SealedBundle& bundle, const Activation& activation) const {
    const std::string name = put(activation, bundle.bytes);
    make_current(name);
    return name;
  }

 private:
  std::string path_;
};

}  // namespace sig::test
