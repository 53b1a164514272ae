#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "base/json_object.h"
#include "base/text.h"
#include "model/category.h"
#include "model/names.h"
#include "model/signature_json.h"

namespace sig {
namespace {

std::optional<std::string> from_hex(std::string_view hex) {
  if (hex.size() % 2 != 0) return std::nullopt;
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
  };
  std::string out;
  out.reserve(hex.size() / 2);
  for (size_t i = 0; i < hex.size(); i += 2) {
    const int high = digit(hex[i]);
    const int low = digit(hex[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high * 16 + low);
  }
  return out;
}

/// A string, or {"hex": "..."} of bytes that are not UTF-8.
std::optional<std::string> bytes_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object() || value.size() != 1) return std::nullopt;
  const auto hex = value.find("hex");
  if (hex == value.end() || !hex->is_string()) return std::nullopt;
  std::optional<std::string> bytes = from_hex(hex->get_ref<const std::string&>());
  // One way for each value: what is UTF-8 must stand as a string.
  if (bytes && is_valid_utf8(*bytes)) return std::nullopt;
  return bytes;
}

std::vector<std::string> byte_list(JsonObject& reader, std::string_view key) {
  std::vector<std::string> out;
  for (const Json& item : reader.array(key)) {
    std::optional<std::string> bytes = bytes_of(item);
    if (!bytes) {
      reader.fail(key, "expected strings, or {\"hex\": \"...\"} of bytes that are not UTF-8");
      return {};
    }
    out.push_back(*std::move(bytes));
  }
  return out;
}

template <class T>
T name(JsonObject& reader, std::string_view key) {
  const std::string text = reader.text(key);
  if (const std::optional<T> value = parse_name<T>(text)) return *value;
  reader.fail(key, fmt::format("expected {}, not {}", join_or(names_of<T>()), quote(text)));
  return T{};
}

FieldRef field(JsonObject& reader, std::string_view key) {
  const std::string text = reader.text(key);
  std::optional<FieldRef> parsed = parse_field(text);
  if (parsed && to_string(*parsed) == text) return *std::move(parsed);
  reader.fail(key, fmt::format("expected a field, not {}", quote(text)));
  return {};
}

std::vector<Decode> decode_chain(JsonObject& reader) {
  std::vector<Decode> out;
  if (reader.find("decode") == nullptr) return out;
  for (const Json& item : reader.array("decode")) {
    const auto decode =
        item.is_string() ? parse_name<Decode>(item.get_ref<const std::string&>()) : std::nullopt;
    if (!decode) {
      reader.fail("decode", fmt::format("expected {}", join_or(names_of<Decode>())));
      return {};
    }
    out.push_back(*decode);
  }
  if (out.empty()) reader.fail("decode", "is empty; leave it away instead");
  return out;
}

std::vector<Cidr> networks(JsonObject& reader, std::string_view key) {
  std::vector<Cidr> out;
  for (const Json& item : reader.array(key)) {
    const auto cidr =
        item.is_string() ? parse_cidr(item.get_ref<const std::string&>()) : std::nullopt;
    if (!cidr) {
      reader.fail(key, "expected networks such as 192.0.2.0/24");
      return {};
    }
    out.push_back(*cidr);
  }
  if (out.empty()) reader.fail(key, "is empty");
  return out;
}

void read_operand(JsonObject& reader, Test& test) {
  const std::string_view key = to_string(test.op);
  switch (test.op) {
    case Operator::OneOf:
      test.values = byte_list(reader, key);
      if (test.values.empty()) reader.fail(key, "is empty");
      return;
    case Operator::In:
      test.networks = networks(reader, key);
      return;
    case Operator::LessThan:
    case Operator::GreaterThan:
      test.number = reader.integer(key);
      return;
    case Operator::Exists:
      test.wanted = reader.flag(key);
      return;
    default:
      std::optional<std::string> bytes = bytes_of(*reader.find(key));
      if (!bytes) return reader.fail(key, "expected a string, or {\"hex\": \"...\"}");
      test.values.push_back(*std::move(bytes));
  }
}

Result<Test> read_test(const Json& value, std::string where, Surface on) {
  JsonObject reader(value, std::move(where));
  Test test;
  test.field = field(reader, "field");
  test.decode = decode_chain(reader);
  if (reader.find("ignore_case") != nullptr) {
    test.ignore_case = reader.flag("ignore_case");
    if (!test.ignore_case) reader.fail("ignore_case", "is false; leave it away instead");
  }
  int operators = 0;
  for (const std::string_view candidate : names_of<Operator>()) {
    if (reader.find(candidate) == nullptr) continue;
    ++operators;
    test.op = *parse_name<Operator>(candidate);
  }
  if (operators != 1) reader.fail("field", fmt::format("{} operators; expected one", operators));
  if (!reader.has_failed()) read_operand(reader, test);
  const FieldRow& row = field_row(test.field.id);
  if (std::find(row.surfaces.begin(), row.surfaces.end(), on) == row.surfaces.end()) {
    reader.fail("field", fmt::format("{} is not a field of {}", row.name, to_string(on)));
  }
  if (!is_usable(test.op, row.type)) {
    reader.fail("field", fmt::format("{} cannot test {}", to_string(test.op), row.name));
  }
  TRY(reader.finish());
  return test;
}

Result<Condition> read_condition(const Json& value,
                                 const std::string& where,
                                 Surface on,
                                 int depth) {
  if (depth > max_condition_depth) {
    return input_error(fmt::format(
        "{}: conditions nested deeper than {} levels", visible(where), max_condition_depth));
  }
  using Kind = Condition::Kind;
  JsonObject reader(value, where);
  for (const auto& [kind, key] :
       {std::pair{Kind::All, "all"}, {Kind::Any, "any"}, {Kind::None, "none"}}) {
    if (reader.find(key) == nullptr) continue;
    Condition condition{kind, {}, {}};
    for (const Json& child : reader.array(key))
      condition.children.push_back(TRY(read_condition(child, where, on, depth + 1)));
    if (condition.children.empty()) reader.fail(key, "is empty");
    TRY(reader.finish());
    return condition;
  }
  return Condition{Kind::Test, TRY(read_test(value, where, on)), {}};
}

Result<Rate> read_rate(const Json& value, std::string where) {
  JsonObject reader(value, std::move(where));
  constexpr std::uint64_t hundred_years = 100ULL * 366 * 86400;
  Rate rate;
  rate.count = static_cast<std::uint32_t>(
      reader.number("count", 1, std::numeric_limits<std::uint32_t>::max()));
  rate.within = Seconds{static_cast<std::int64_t>(reader.number("within", 1, hundred_years))};
  rate.by = field(reader, "by");
  TRY(reader.finish());
  return rate;
}

void read_metadata(JsonObject& reader, Signature& out) {
  constexpr std::uint64_t hundred_years = 100ULL * 366 * 86400;
  out.id = reader.text("id");
  if (out.id.empty()) reader.fail("id", "is empty");
  out.rev = static_cast<std::uint32_t>(
      reader.number("rev", 0, std::numeric_limits<std::uint32_t>::max()));
  out.title = reader.text("title");
  out.category = reader.text("category");
  if (find_category(out.category) == nullptr) {
    reader.fail("category", "expected a known category, not " + quote(out.category));
  }
  out.severity = name<Severity>(reader, "severity");
  out.confidence = name<Confidence>(reader, "confidence");
  out.owner = reader.text("owner");
  if (reader.find("review_by") != nullptr) out.review_by = reader.time("review_by");
  for (const Json& reference : reader.array("references")) {
    if (!reference.is_string()) return reader.fail("references", "expected strings");
    out.references.push_back(reference.get<std::string>());
  }
  out.on = name<Surface>(reader, "on");
  out.action = name<Action>(reader, "action");
  if (const auto seconds = reader.optional_number("block_for", 1, hundred_years)) {
    out.block_for = Seconds{static_cast<std::int64_t>(*seconds)};
  }
  const bool ends_with_flow = out.on == Surface::Flow;
  if (!ends_with_flow && out.block_for.has_value() != (out.action == Action::Block)) {
    reader.fail("block_for", "stands exactly where the action is block");
  }
}

void read_origin(JsonObject& origin, Signature& out) {
  out.origin.file = origin.text("file");
  out.origin.line = static_cast<int>(origin.number("line", 0, std::numeric_limits<int>::max()));
}

Result<Signature> read_native(JsonObject& reader, const std::string& where, Signature out) {
  JsonObject native(reader.object("native"), where + ".native");
  NativeRule rule;
  const auto dialect = parse_ips_dialect(native.text("dialect"));
  if (!dialect) native.fail("dialect", "expected suricata, snort2 or snort3");
  rule.dialect = dialect.value_or(IpsDialect::Suricata);
  const Json* text = native.find("text");
  const auto bytes = text == nullptr ? std::nullopt : bytes_of(*text);
  if (!bytes) native.fail("text", "expected a string, or {\"hex\": \"...\"}");
  rule.text = bytes.value_or("");
  for (const auto& [name, value] : native.object("variables").items()) {
    if (!value.is_string()) native.fail("variables", "expected strings");
    if (value.is_string()) rule.variables[name] = value.get<std::string>();
  }
  JsonObject origin(reader.object("origin"), where + ".origin");
  read_origin(origin, out);
  TRY(reader.finish());
  TRY(native.finish());
  TRY(origin.finish());
  out.native = std::move(rule);
  out.digest = meaning_digest(out);
  return out;
}

Result<Signature> read_signature(const Json& value, const std::string& where) {
  JsonObject reader(value, where);
  Signature out;
  read_metadata(reader, out);
  if (out.on == Surface::Flow) return read_native(reader, where, std::move(out));
  const Json& match = reader.object("match");
  const Json* rate = reader.find("rate");
  JsonObject examples(reader.object("examples"), where + ".examples");
  out.examples.match = byte_list(examples, "match");
  out.examples.no_match = byte_list(examples, "no_match");
  JsonObject origin(reader.object("origin"), where + ".origin");
  read_origin(origin, out);
  TRY(reader.finish());
  TRY(examples.finish());
  TRY(origin.finish());
  out.match = TRY(read_condition(match, where + ".match", out.on, 1));
  if (rate != nullptr) out.rate = TRY(read_rate(*rate, where + ".rate"));
  out.digest = meaning_digest(out);
  return out;
}

}  // namespace

Result<std::vector<Signature>> read_signatures_document(std::string_view text,
                                                        std::string_view name) {
  const Json document = TRY(parse_json(text, name, {max_signatures_bytes, max_json_depth}));
  JsonObject reader(document, std::string(name));
  reader.constant("schema", "signatures/1");
  const Json& rows = reader.array("signatures");
  TRY(reader.finish());
  if (rows.size() > max_signatures) {
    return input_error(fmt::format(
        "{}: {} signatures; the limit is {}", visible(name), rows.size(), max_signatures));
  }
  std::vector<Signature> out;
  out.reserve(rows.size());
  for (const Json& row : rows) {
    const std::string where = fmt::format("{}: signatures[{}]", name, out.size());
    out.push_back(TRY(read_signature(row, where)));
    if (out.size() > 1 && out[out.size() - 2].id >= out.back().id) {
      return input_error(
          fmt::format("{}: {} is out of order; ids ascend", visible(where), quote(out.back().id)));
    }
  }
  return out;
}

}  // namespace sig
