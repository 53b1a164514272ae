// What signatures become in each engine's language.
#include <catch2/catch.hpp>
#include <set>

#include "base/diagnostic.h"
#include "compile/rule_builder.h"
#include "source/source.h"

namespace sig::compile {
namespace {

/// A signature from the part of its text that matters here.
Signature a_signature(const std::string& text) {
  const std::string whole =
      "id: s\nrev: 3\ntitle: T\ncategory: sql-injection\nseverity: high\nconfidence: high\n"
      "owner: team\nreview_by: 2027-05-24\nreferences: [\"cve:2021-44228\"]\naction: alert\n" +
      text;
  Diagnostics diagnostics;
  auto read = source::read_signature_text("s.yaml", whole, {}, diagnostics);
  if (diagnostics.has_errors()) FAIL(diagnostics.as_text());
  return read.at(0);
}

/// The rules without what every rule of a signature says, one a line; else the reasons.
std::string shown(const Signature& signature, const Dialect& dialect) {
  const BuiltRules built = build_rules(signature, dialect);
  std::string out;
  for (const std::string& reason : built.reasons)
    out += "cannot: " + reason + "\n";
  for (const Rule& rule : built.rules) {
    std::string text = dialect.rule_text(rule);
    const size_t msg = text.find("msg:\"T\"; ");
    text.erase(msg, 9);
    out += text.substr(0, text.find(" classtype:")) + "\n";
  }
  return out;
}

struct Row {
  std::string name, text, suricata, snort2, snort3;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> table{
      {"a text in the target of a request",
       "on: http.request\nmatch: {field: http.uri, contains: \"../\"}",
       "alert http any any -> any any (flow:established,to_server; http.uri.raw; "
       "content:\"../\";\n",
       "alert tcp any any -> any any (flow:established,to_server; content:\"../\"; http_raw_uri;\n",
       "alert http ( flow:established,to_server; http_raw_uri; content:\"../\";\n"},
      {"a value as a whole, its case ignored",
       "on: http.request\nmatch: {field: http.method, equals: trace, ignore_case: true}",
       "alert http any any -> any any (flow:established,to_server; http.method; content:\"trace\"; "
       "nocase; startswith; endswith;\n",
       "alert tcp any any -> any any (flow:established,to_server; content:\"trace\"; nocase; "
       "http_method; pcre:\"/^trace\\z/iM\";\n",
       "alert http ( flow:established,to_server; http_method; content:\"trace\",nocase; "
       "pcre:\"/^trace\\z/i\";\n"},
      {"the start of a body",
       "on: http.request\nmatch: {field: http.body, starts_with: \"\\x00;\"}",
       "alert http any any -> any any (flow:established,to_server; http.request_body; "
       "content:\"|00 3b|\"; startswith;\n",
       "alert tcp any any -> any any (flow:established,to_server; content:\"|00 3b|\"; depth:2; "
       "http_client_body;\n",
       "alert http ( flow:established,to_server; http_client_body; content:\"|00 3b|\",offset 0,"
       "depth 2;\n"},
      {"a header by its name",
       "on: http.request\nmatch: {field: http.header.x-a, contains: evil}",
       "alert http any any -> any any (flow:established,to_server; http.header; "
       "pcre:\"/(?im)^x-a: ?[^\\r\\n]/\"; http.header; pcrexform:\"(?im)^x-a: ?([^\\r\\n]+)\"; "
       "content:\"evil\";\n",
       "alert tcp any any -> any any (flow:established,to_server; content:\"evil\"; http_header; "
       "pcre:\"/^(?i:x-a):[ \\t]*[^\\r\\n]*?evil/mH\";\n",
       "alert http ( flow:established,to_server; http_header:field x-a; content:\"evil\";\n"},
      {"the path as the engine resolves it",
       "on: http.request\nmatch: {field: http.path, decode: [url, lowercase, path], ends_with: "
       "/x.php}",
       "alert http any any -> any any (flow:established,to_server; http.uri; "
       "pcrexform:\"(?s)^([^?]+)\"; content:\"/x.php\"; nocase; endswith;\n",
       "alert tcp any any -> any any (flow:established,to_server; content:\"/x.php\"; nocase; "
       "http_uri; pcre:\"/^(?:[a-zA-Z][a-zA-Z0-9+.-]*:\\x2f\\x2f[^\\x2f?]*)?[^?]*?\\x2fx\\.php"
       "(?:\\?|\\z)/iU\";\n",
       "alert http ( flow:established,to_server; http_uri:path; content:\"/x.php\",nocase; "
       "pcre:\"/\\x2fx\\.php\\z/i\";\n"},
      {"decodes that an engine lacks",
       "on: http.request\nmatch: {field: http.uri, decode: [url, url, whitespace], contains: \"a "
       "b\"}",
       "alert http any any -> any any (flow:established,to_server; http.uri.raw; url_decode; "
       "url_decode; compress_whitespace; pcre:\"/a\\sb/\";\n",
       "cannot: field http.uri: decode: the engine decodes http.path only, as [url, path]\n",
       "cannot: field http.uri: decode: the engine decodes http.path only, as [url, path]\n"},
      {"one of two ways, each a rule",
       "on: http.request\nmatch: {any: [{field: http.method, equals: PUT}, {field: "
       "http.user_agent, "
       "exists: false}]}",
       "alert http any any -> any any (flow:established,to_server; http.method; content:\"PUT\"; "
       "startswith; endswith;\n"
       "alert http any any -> any any (flow:established,to_server; http.header_names; "
       "content:!\"|0d 0a|User-Agent|0d 0a|\"; nocase;\n",
       "alert tcp any any -> any any (flow:established,to_server; content:\"PUT\"; http_method; "
       "pcre:\"/^PUT\\z/M\";\n"
       "alert tcp any any -> any any (flow:established,to_server; "
       "pcre:!\"/^(?i:user-agent):[ \\t]*/mH\";\n",
       "alert http ( flow:established,to_server; http_method; content:\"PUT\"; "
       "pcre:\"/^PUT\\z/\";\n"
       "alert http ( flow:established,to_server; http_header; "
       "pcre:!\"/^(?i:user-agent):[ \\t]*/m\";\n"},
      {"addresses and ports of a stream",
       "on: stream\nmatch:\n  all:\n    - {field: client.ip, in: [198.51.100.0/24, "
       "\"2001:db8::/32\"]}\n"
       "    - {field: server.port, less_than: 1024}\n    - {field: stream.client, contains: abcd}\n"
       "  none: [{field: client.ip, in: [198.51.100.7]}]",
       "alert tcp [198.51.100.0/24,2001:db8::/32,!198.51.100.7] any -> any 0:1023 "
       "(flow:established,to_server,only_stream; content:\"abcd\";\n",
       "alert tcp [198.51.100.0/24,2001:db8::/32,!198.51.100.7] any -> any 0:1023 "
       "(flow:established,to_server,only_stream; content:\"abcd\";\n",
       "alert tcp [198.51.100.0/24,2001:db8::/32,!198.51.100.7] any -> any 0:1023 ( "
       "flow:established,to_server,only_stream; content:\"abcd\";\n"},
      {"a rate of answers, by the client that they go to",
       "on: http.response\nmatch: {field: http.status, greater_than: 399}\n"
       "rate: {count: 5, within: 60s, by: client.ip}",
       "alert http any any -> any any (flow:established,to_client; http.stat_code; "
       "pcre:\"/^(?:4[0-9]{2}|5[0-9]{2}|6[0-9]{2}|7[0-9]{2}|8[0-9]{2}|9[0-9]{2})\\z/\"; "
       "threshold:type threshold, track by_dst, count 5, seconds 60;\n",
       "alert tcp any any -> any any (flow:established,to_client; "
       "pcre:\"/^(?:4[0-9]{2}|5[0-9]{2}|6[0-9]{2}|7[0-9]{2}|8[0-9]{2}|9[0-9]{2})\\z/S\"; "
       "detection_filter:track by_dst, count 4, seconds 60;\n",
       "alert http ( flow:established,to_client; http_stat_code; "
       "pcre:\"/^(?:4[0-9]{2}|5[0-9]{2}|6[0-9]{2}|7[0-9]{2}|8[0-9]{2}|9[0-9]{2})\\z/\"; "
       "detection_filter:track by_dst, count 4, seconds 60;\n"},
      {"flags, and the protocol that they imply",
       "on: packet\nmatch: {all: [{field: tcp.flags, contains: S}, {field: packet.payload, "
       "contains: "
       "abcd}]}",
       "alert tcp-pkt any any -> any any (flags:S+; content:\"abcd\";\n",
       "alert tcp any any -> any any (flags:S+; content:\"abcd\";\n",
       "alert tcp any any -> any any ( flags:S+; content:\"abcd\";\n"},
      {"ICMP of a type above a number",
       "on: packet\nmatch: {all: [{field: packet.protocol, equals: icmp}, {field: icmp.type, "
       "greater_than: 40}, {field: icmp.code, equals: 0}]}",
       "alert icmpv4 any any -> any any (itype:>40; icode:0;\n",
       "alert icmp any any -> any any (itype:>40; icode:0;\n",
       "alert icmp any any -> any any ( itype:>40; icode:0;\n"},
      {"a name in a query",
       "on: dns\nmatch: {field: dns.query, ends_with: .evil.example}",
       "alert dns any any -> any any (flow:to_server; dns.query; content:\".evil.example\"; "
       "nocase; "
       "endswith;\n",
       "cannot: field dns.query: no buffer holds it\n",
       "cannot: field dns.query: no buffer holds it\n"},
      {"a list of values",
       "on: tls\nmatch: {field: tls.sni, one_of: [a.example, b.example]}",
       "alert tls any any -> any any (flow:established,to_server; tls.sni; "
       "pcre:\"/^(?:a\\.example|b\\.example)\\z/\";\n",
       "cannot: field tls.sni: no buffer holds it\n",
       "cannot: field tls.sni: no buffer holds it\n"},
      {"a body that must not hold a text",
       "on: http.request\nmatch: {none: [{field: http.body, contains: a}]}",
       "cannot: field http.body: a negated test does not hold where the field is missing\n",
       "cannot: field http.body: a negated test does not hold where the field is missing\n",
       "cannot: field http.body: a negated test does not hold where the field is missing\n"},
      {"a request and its response",
       "on: http.response\nmatch: {all: [{field: http.method, equals: POST}, {field: http.status, "
       "equals: 401}]}",
       "cannot: condition all: a rule looks at one direction, a request or a response\n",
       "cannot: condition all: a rule looks at one direction, a request or a response\n",
       "cannot: condition all: a rule looks at one direction, a request or a response\n"},
      {"an address of a service of Snort 3",
       "on: http.request\nmatch: {field: client.ip, in: [192.0.2.0/24]}",
       "alert http 192.0.2.0/24 any -> any any (flow:established,to_server; http.method; "
       "pcre:\"/(?s)./\";\n",
       "alert tcp 192.0.2.0/24 any -> any any (flow:established,to_server; pcre:\"/(?s)./M\";\n",
       "cannot: a rule on a service has no addresses and ports\n"},
      {"two rules that would count apart",
       "on: http.request\nmatch: {any: [{field: http.uri, contains: abc}, {field: http.body, "
       "contains: "
       "abc}]}\nrate: {count: 5, within: 1m, by: client.ip}",
       "cannot: rate: it takes 2 rules, which would count apart\n",
       "cannot: rate: it takes 2 rules, which would count apart\n",
       "cannot: rate: it takes 2 rules, which would count apart\n"},
  };
  return table;
}

TEST_CASE("each engine is told a signature in its own words") {
  for (const Row& row : rows()) {
    DYNAMIC_SECTION(row.name) {
      const Signature signature = a_signature(row.text);
      CHECK(shown(signature, suricata_dialect()) == row.suricata);
      CHECK(shown(signature, snort2_dialect()) == row.snort2);
      CHECK(shown(signature, snort3_dialect()) == row.snort3);
    }
  }
}

TEST_CASE("a rule says whose it is, how sure its author is, and where to read more") {
  const Signature signature =
      a_signature("on: http.request\nmatch: {field: http.uri, contains: abc}");
  BuiltRules built = build_rules(signature, suricata_dialect(), "0123456789abcdef0123");
  REQUIRE(built.rules.size() == 1);
  built.rules[0].sid = 9000001;
  CHECK(suricata_dialect().rule_text(built.rules[0]) ==
        "alert http any any -> any any (msg:\"T\"; flow:established,to_server; http.uri.raw; "
        "content:\"abc\"; classtype:web-application-attack; reference:cve,2021-44228; "
        "metadata:sigctl_id s, confidence High, signature_severity Major, owner team, revision "
        "0123456789ab; sid:9000001; rev:3;)");
}

/// The names of a rule's options, and of what stands behind a content of Snort 3.
std::set<std::string> keywords_of(std::string_view rule) {
  std::set<std::string> out;
  std::string word;
  bool in_quotes = false;
  bool in_value = false;
  for (const char c : rule.substr(rule.find('(') + 1)) {
    if (c == '"') in_quotes = !in_quotes;
    if (in_quotes) continue;
    if (c == ';') {
      if (!word.empty()) out.insert(word);
      word.clear();
      in_value = false;
    } else if (c == ':') {
      in_value = true;
    } else if (!in_value && c != ' ') {
      word += c;
    }
  }
  return out;
}

TEST_CASE("no rule has a keyword of another engine") {
  const std::set<std::string> all{"msg",
                                  "flow",
                                  "classtype",
                                  "reference",
                                  "metadata",
                                  "sid",
                                  "rev",
                                  "content",
                                  "pcre",
                                  "flags",
                                  "itype",
                                  "icode",
                                  "dsize"};
  std::set<std::string> suricata = all;
  suricata.insert({"nocase",
                   "startswith",
                   "endswith",
                   "fast_pattern",
                   "bsize",
                   "byte_test",
                   "threshold",
                   "url_decode",
                   "compress_whitespace",
                   "pcrexform",
                   "http.method",
                   "http.uri",
                   "http.uri.raw",
                   "http.header",
                   "http.header_names",
                   "http.cookie",
                   "http.request_header",
                   "http.response_header",
                   "http.user_agent",
                   "http.host.raw",
                   "http.request_body",
                   "http.protocol",
                   "http.stat_code",
                   "http.accept",
                   "http.accept_enc",
                   "http.accept_lang",
                   "http.connection",
                   "http.content_type",
                   "http.referer",
                   "file.data",
                   "tls.sni",
                   "ja3.hash",
                   "dns.query",
                   "ipv4.hdr",
                   "ipv6.hdr"});
  std::set<std::string> snort2 = all;
  snort2.insert({"nocase",
                 "depth",
                 "fast_pattern",
                 "detection_filter",
                 "http_method",
                 "http_uri",
                 "http_raw_uri",
                 "http_header",
                 "http_cookie",
                 "http_client_body",
                 "http_stat_code",
                 "file_data"});
  std::set<std::string> snort3 = all;
  snort3.insert({"detection_filter",
                 "http_method",
                 "http_uri",
                 "http_raw_uri",
                 "http_header",
                 "http_cookie",
                 "http_client_body",
                 "http_stat_code",
                 "http_version",
                 "file_data"});
  Diagnostics diagnostics;
  std::vector<Signature> signatures =
      *source::read_signature_paths({SIGCTL_SOURCE_DIR "/cli/starter/signatures"}, {}, diagnostics);
  for (const Row& row : rows())
    signatures.push_back(a_signature(row.text));
  for (const auto& [dialect, allowed] : {std::pair{&suricata_dialect(), suricata},
                                         {&snort2_dialect(), snort2},
                                         {&snort3_dialect(), snort3}}) {
    for (const Signature& signature : signatures) {
      for (const Rule& rule : build_rules(signature, *dialect).rules) {
        const std::string text = dialect->rule_text(rule);
        for (const std::string& keyword : keywords_of(text)) {
          INFO(text);
          CHECK((keyword == ")" || allowed.count(keyword) != 0));
        }
      }
    }
  }
}

}  // namespace
}  // namespace sig::compile
