#include "model/activation.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json_object.h"
#include "base/text.h"
#include "model/names.h"

namespace sig {
namespace {

constexpr std::string_view schema = "activation/1";
constexpr ActivationLimits limits;

std::string cidr_text(const Cidr& cidr) {
  const int bits = cidr.network.is_v4() ? cidr.prefix - 96 : cidr.prefix;
  return fmt::format("{}/{}", cidr.network.text(), bits);
}

bool is_environment_name(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  if (name.empty() || name.size() > 64) return false;
  for (const char c : name) {
    if (!is_allowed(c)) return false;
  }
  return true;
}

void read_networks(JsonObject& reader, std::vector<Cidr>& networks) {
  for (const Json& item : reader.array("networks")) {
    const std::optional<Cidr> network =
        item.is_string() ? parse_cidr(item.get_ref<const std::string&>()) : std::nullopt;
    if (!network) return reader.fail("networks", "must hold networks such as \"10.0.0.0/8\"");
    networks.push_back(*network);
  }
}

void read_names(JsonObject& reader, std::vector<std::string>& names) {
  for (const Json& item : reader.array("user_agents")) {
    const std::string name = item.is_string() ? item.get<std::string>() : std::string();
    if (name.empty() || name.size() > limits.name_bytes) {
      return reader.fail("user_agents",
                         fmt::format("must hold texts of 1 to {} bytes", limits.name_bytes));
    }
    names.push_back(name);
  }
}

Status read_never_block(const Json& value, const std::string& where, Activation& activation) {
  JsonObject reader(value, where + ": never_block");
  read_networks(reader, activation.never_block);
  read_names(reader, activation.never_block_names);
  const size_t count = activation.never_block.size() + activation.never_block_names.size();
  if (count > limits.never_block) {
    reader.fail(
        "networks",
        fmt::format(
            "holds {} entries with user_agents; the limit is {}", count, limits.never_block));
  }
  return reader.finish();
}

}  // namespace

Environment environment_of(const Activation& activation) {
  Environment environment;
  environment.name = activation.environment;
  environment.mode = activation.mode;
  environment.block_at = activation.block_at;
  environment.never_block = activation.never_block;
  environment.never_block_names = activation.never_block_names;
  return environment;
}

std::string activation_document(const Activation& activation) {
  Json networks = Json::array();
  for (const Cidr& network : activation.never_block)
    networks.push_back(cidr_text(network));
  Json out = {{"schema", schema},
              {"environment", activation.environment},
              {"release", activation.release},
              {"bundle", activation.bundle.hex()},
              {"mode", to_string(activation.mode)}};
  if (activation.block_at) out["block_at"] = to_string(*activation.block_at);
  out["never_block"] = {{"networks", std::move(networks)},
                        {"user_agents", activation.never_block_names}};
  out["as_of"] = to_iso8601(activation.as_of);
  return json_document(out);
}

Result<Activation> read_activation(std::string_view text, std::string_view name) {
  const Json document = TRY(parse_json(text, name, {.bytes = limits.bytes, .depth = 8}));
  JsonObject reader(document, std::string(name));
  reader.constant("schema", schema);
  Activation activation;
  activation.environment = reader.text("environment");
  if (!reader.has_failed() && !is_environment_name(activation.environment)) {
    reader.fail("environment", "must be 1 to 64 letters, digits, - or _");
  }
  activation.release = reader.number("release", 0, 1000000000);
  activation.bundle = reader.digest("bundle");
  const std::string mode = reader.text("mode");
  if (!reader.has_failed() && mode != "detect" && mode != "block") {
    reader.fail("mode", "must be \"detect\" or \"block\"");
  }
  activation.mode = mode == "block" ? Mode::Block : Mode::Detect;
  if (const std::string block_at = reader.optional_text("block_at"); !block_at.empty()) {
    activation.block_at = parse_name<Confidence>(block_at);
    if (!activation.block_at) reader.fail("block_at", "must be \"low\", \"medium\" or \"high\"");
  }
  const Json& never_block = reader.object("never_block");
  activation.as_of = reader.time("as_of");
  TRY(reader.finish());
  TRY(read_never_block(never_block, reader.where(), activation));
  return activation;
}

}  // namespace sig
