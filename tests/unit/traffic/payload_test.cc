#include <catch2/catch.hpp>

#include "tests/support/text_events.h"
#include "traffic/csv.h"
#include "traffic/yaml_scalar.h"

namespace sig::traffic {
namespace {

struct Case {
  std::string_view name;
  std::string_view bytes;
  std::vector<std::string> events;
  std::string_view reasons;
};

TEST_CASE("every payload of a list becomes a request") {
  const auto [name, bytes, events, reasons] = GENERATE(values<Case>({
      {"lines",
       "\xef\xbb\xbf' or 1=1\r\n\n<b>\n",
       {R"(#1.0 [file#1] GET "/?payload=%27%20or%201%3D1" HTTP/1.1 Host="example.com")",
        R"(#2.0 [file#2] GET "/?payload=%3Cb%3E" HTTP/1.1 Host="example.com")"},
       ""},
      {"CSV",
       "label,payload\nx,\"a,\"\"b\"\"\nc\"\ny\nz,\xff\n",
       {R"(#1.0 [file#1] GET "/?payload=a%2C%22b%22%0Ac" HTTP/1.1 Host="example.com")",
        R"(#3.0 [file#3] GET "/?payload=%FF" HTTP/1.1 Host="example.com")"},
       "rejected: record without the column \"payload\": 1\n"},
      {"YAML",
       "# list\ntype: XSS\npayload:\n  - plain # remark\n  - 'it''s'\n  - \"a\\x41\\\n     b\"\n"
       "  - [1]\n  # remark\n  - a: b\nencoder:\n  - URL\n",
       {R"(#1.0 [file#1] GET "/?payload=plain" HTTP/1.1 Host="example.com")",
        R"(#2.0 [file#2] GET "/?payload=it%27s" HTTP/1.1 Host="example.com")",
        R"(#3.0 [file#3] GET "/?payload=aAb" HTTP/1.1 Host="example.com")"},
       "rejected: a mapping: 1\nrejected: no simple scalar: 1\n"},
      {"JSON with a place each",
       R"({"source": [], "payload": [{"URL": "a b", "ARGS": "q=<", "BODY": "x", "COOKIE": "c", "USER-AGENT": "u",
           "REFERER": "r", "HEADER": "h", "ENCODE": "Base64", "BLOCKED": true}]})",
       {R"(#1.0 [file#1] GET "/a%20b" HTTP/1.1 Host="example.com")",
        R"(#1.1 [file#1] GET "/?q=<" HTTP/1.1 Host="example.com")",
        R"(#1.2 [file#1] POST "/" HTTP/1.1 Host="example.com" Content-Type="application/x-www-form-urlencoded" body "x")",
        R"(#1.3 [file#1] GET "/" HTTP/1.1 Host="example.com" Cookie="payload=c")",
        R"(#1.4 [file#1] GET "/" HTTP/1.1 Host="example.com" User-Agent="u")",
        R"(#1.5 [file#1] GET "/" HTTP/1.1 Host="example.com" Referer="r")",
        R"(#1.6 [file#1] GET "/" HTTP/1.1 Host="example.com" X-Payload="h")"},
       ""},
      {"JSON with kinds of bodies and a method",
       R"({"payload": [{"BODY": "{}", "JSON": true, "METHOD": "PUT"}, {"BODY": "y", "BOUNDARY": "bb"}, {"ENCODE": "x"}, 7]})",
       {R"(#1.0 [file#1] PUT "/" HTTP/1.1 Host="example.com" Content-Type="application/json" body "{}")",
        R"(#2.0 [file#2] POST "/" HTTP/1.1 Host="example.com" Content-Type="multipart/form-data; boundary=bb" body "y")"},
       "rejected: object that names no place of a request: 2\n"},
  }));
  DYNAMIC_SECTION(name) {
    const Reading reading = read_text(Format::Payloads, bytes);
    CHECK(reading.events == events);
    CHECK(show_reasons(reading.counts) == reasons);
    CHECK(reading.error.empty());
    CHECK(reading.counts.end_of_input);
  }
}

TEST_CASE("a list in JSON that breaks off is an error, not a short list") {
  const std::string_view whole = R"({"payload": [{"URL": "a\u00e9\""}, {"ARGS": "b"}]})";
  for (size_t size = whole.find('[') + 1; size + 1 < whole.size(); ++size) {
    const Reading reading = read_text(Format::Payloads, whole.substr(0, size));
    CHECK_FALSE(reading.error.empty());
    CHECK_FALSE(reading.counts.end_of_input);
  }
}

struct Scalar {
  std::string_view text;
  std::string_view value;
  std::string_view problem;
};

TEST_CASE("YAML scalars of an item are read as YAML says, the rest refused with a reason") {
  const auto [text, value, problem] = GENERATE(values<Scalar>({
      {" a b", "a b", ""},
      {" a\n    b\n", "a b", ""},
      {" -1", "-1", ""},
      {" x#y", "x#y", ""},
      {" 'a\n\n    b'", "a\nb", ""},
      {" \"a  \n   b\\n\\u00e9\\'\"  # c", "a b\n\xc3\xa9'", ""},
      {" \"a \\\n   b\"", "a b", ""},
      {" |\n    a\n      b\n\n", "a\n  b\n", ""},
      {" |-\n    a\n", "a", ""},
      {" \"a", "a", "rejected: quoted scalar without its end"},
      {" \"\\q\"", "", "rejected: unknown escape in a double-quoted scalar"},
      {" 'a' b", "a", "rejected: text behind a quoted scalar"},
      {" k: v", "k: v", "rejected: a mapping"},
      {" >\n   a", "", "rejected: no simple scalar"},
      {" *a", "", "rejected: no simple scalar"},
      {"", "", "rejected: item without a value"},
  }));
  DYNAMIC_SECTION(text) {
    YamlItem item;
    read_yaml_item(text, 2, item);
    if (problem.empty()) CHECK(item.value == value);
    CHECK(item.problem == problem);
    CHECK(item.used <= text.size());
  }
}

TEST_CASE("CSV fields may hold quotes, commas and nothing") {
  std::vector<std::string> fields;
  CHECK(split_csv("a,,\"b\"\",\"\"\"", fields) == 3U);
  CHECK(fields[2] == "b\",\"");
  CHECK_FALSE(split_csv("a,\"b", fields));
  CHECK(split_csv("", fields) == 1U);
  CHECK(payload_column("length,\"payload\"") == 1U);
  CHECK_FALSE(payload_column("a,b"));
}

}  // namespace
}  // namespace sig::traffic
