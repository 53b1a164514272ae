#include "model/signature_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "model/names.h"

namespace sig {
namespace {

/// A JSON string where the bytes are UTF-8, else {"hex": "..."}: one way for each value.
Json bytes_json(const std::string& bytes) {
  if (is_valid_utf8(bytes)) return bytes;
  return Json{{"hex", to_hex(as_bytes(bytes))}};
}

Json list_json(const std::vector<std::string>& values) {
  Json out = Json::array();
  for (const std::string& value : values)
    out.push_back(bytes_json(value));
  return out;
}

std::string cidr_text(const Cidr& cidr) {
  const int bits = cidr.network.is_v4() ? cidr.prefix - 96 : cidr.prefix;
  return fmt::format("{}/{}", cidr.network.text(), bits);
}

Json operand_json(const Test& test) {
  switch (test.op) {
    case Operator::OneOf:
      return list_json(test.values);
    case Operator::In: {
      Json out = Json::array();
      for (const Cidr& network : test.networks)
        out.push_back(cidr_text(network));
      return out;
    }
    case Operator::LessThan:
    case Operator::GreaterThan:
      return test.number;
    case Operator::Exists:
      return test.wanted;
    default:
      return bytes_json(test.values.empty() ? std::string() : test.values.front());
  }
}

Json test_json(const Test& test) {
  Json out = Json::object();
  out["field"] = to_string(test.field);
  if (!test.decode.empty()) {
    Json chain = Json::array();
    for (const Decode decode : test.decode)
      chain.push_back(to_string(decode));
    out["decode"] = std::move(chain);
  }
  if (test.ignore_case) out["ignore_case"] = true;
  out[std::string(to_string(test.op))] = operand_json(test);
  return out;
}

Json condition_json(const Condition& condition) {
  using Kind = Condition::Kind;
  if (condition.kind == Kind::Test) return test_json(condition.test);
  Json children = Json::array();
  for (const Condition& child : condition.children)
    children.push_back(condition_json(child));
  const char* key = condition.kind == Kind::All   ? "all"
                    : condition.kind == Kind::Any ? "any"
                                                  : "none";
  return Json{{key, std::move(children)}};
}

std::string time_text(Time time) {
  constexpr std::int64_t ns_per_second = 1000000000;
  return to_iso8601(time, time.ns % ns_per_second != 0);
}

Json native_json(const NativeRule& native) {
  Json out = Json{{"dialect", to_string(native.dialect)}, {"text", bytes_json(native.text)}};
  out["variables"] = native.variables;
  return out;
}

/// Everything that decides what the signature does and who answers for it.
void add_meaning(Json& out, const Signature& signature) {
  out["title"] = signature.title;
  out["category"] = signature.category;
  out["severity"] = to_string(signature.severity);
  out["confidence"] = to_string(signature.confidence);
  out["owner"] = signature.owner;
  if (signature.review_by) out["review_by"] = time_text(*signature.review_by);
  out["references"] = signature.references;
  out["on"] = to_string(signature.on);
  if (signature.native) {
    out["native"] = native_json(*signature.native);
  } else {
    out["match"] = condition_json(signature.match);
  }
  if (signature.rate) {
    out["rate"] = Json{{"count", signature.rate->count},
                       {"within", signature.rate->within.count()},
                       {"by", to_string(signature.rate->by)}};
  }
  out["action"] = to_string(signature.action);
  if (signature.block_for) out["block_for"] = signature.block_for->count();
}

}  // namespace

Json to_json(const Signature& signature) {
  Json out = Json::object();
  out["id"] = signature.id;
  out["rev"] = signature.rev;
  add_meaning(out, signature);
  if (!signature.native) {
    out["examples"] = Json{{"match", list_json(signature.examples.match)},
                           {"no_match", list_json(signature.examples.no_match)}};
  }
  out["origin"] = Json{{"file", signature.origin.file}, {"line", signature.origin.line}};
  return out;
}

std::string signatures_document(const std::vector<Signature>& signatures) {
  std::vector<const Signature*> sorted;
  sorted.reserve(signatures.size());
  for (const Signature& signature : signatures)
    sorted.push_back(&signature);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Signature* a, const Signature* b) {
    return a->id < b->id;
  });
  std::string out = "{\"schema\":\"signatures/1\",\"signatures\":[";
  for (const Signature* signature : sorted) {
    out += signature == sorted.front() ? "\n" : ",\n";
    out += json_text(to_json(*signature));
  }
  return out + "\n]}\n";
}

/// Of a native rule: what decides what it does. Not by way of JSON, since there are tens of
/// thousands.
Digest native_digest(const Signature& signature) {
  const NativeRule& native = *signature.native;
  Sha256 digest;
  const auto put = [&digest](std::string_view text) {
    // Each part behind its length, so that none can run into the next.
    digest.update(std::to_string(text.size()) + ":");
    digest.update(text);
  };
  put(signature.id);
  put(to_string(native.dialect));
  put(native.text);
  for (const auto& [name, value] : native.variables) {
    put(name);
    put(value);
  }
  put(to_string(signature.confidence));
  return digest.finish();
}

Digest meaning_digest(const Signature& signature) {
  if (signature.native) return native_digest(signature);
  Json meaning = Json::object();
  meaning["id"] = signature.id;
  add_meaning(meaning, signature);
  return sha256(json_text(meaning));
}

}  // namespace sig
