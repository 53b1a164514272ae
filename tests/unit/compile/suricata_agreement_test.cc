// Random signatures on HTTP over random requests: the rules made of them fire in the real Suricata
// exactly where the reference matcher says that the signature holds.
#include <catch2/catch.hpp>
#include <iostream>
#include <map>
#include <random>

#include "compile/rule_builder.h"
#include "compile/rule_text.h"
#include "match/reference.h"
#include "model/event.h"
#include "model/names.h"
#include "tests/support/example_capture.h"
#include "tests/support/real_suricata.h"

namespace sig::compile {
namespace {

using Words = std::vector<std::string>;

/// One exchange, as text for the capture and as an event for the matcher.
struct Exchange {
  std::string method, uri, body;
  std::vector<std::pair<std::string, std::string>> headers;
  int status = 200;
  std::string answer_header, answer_body;
  int port = 0;
  std::string client;

  std::string request() const {
    std::string out = method + " " + uri + " HTTP/1.1\r\n";
    for (const auto& [name, value] : headers)
      out += name + ": " + value + "\r\n";
    if (!body.empty()) out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return out + "\r\n" + body;
  }
  std::string answer() const {
    return "HTTP/1.1 " + std::to_string(status) +
           " Word\r\nContent-Length: " + std::to_string(answer_body.size()) +
           "\r\nX-Made: " + answer_header + "\r\n\r\n" + answer_body;
  }

  bool fulfils(const Signature& signature) const {
    std::vector<NameValue> names;
    for (const auto& [name, value] : headers)
      names.push_back({name, value});
    const std::string length = std::to_string(body.size());
    if (!body.empty()) names.push_back({"Content-Length", length});
    const std::string answer_length = std::to_string(answer_body.size());
    const std::vector<NameValue> answer_names{{"Content-Length", answer_length},
                                              {"X-Made", answer_header}};
    Event event;
    event.client_ip = parse_ip(client).value();
    event.server_ip = parse_ip("192.0.2.2").value();
    event.client_port = static_cast<std::uint16_t>(port);
    event.server_port = 80;
    HttpExchange exchange;
    exchange.request = {method, uri, "HTTP/1.1", names, body};
    exchange.response = HttpResponse{status, "HTTP/1.1", answer_names, answer_body};
    event.what = exchange;
    return match::evaluate(signature, event) == match::Truth::Yes;
  }
};

class Maker {
 public:
  explicit Maker(std::uint32_t seed) : random_(seed) {}

  Exchange exchange() {
    Exchange out;
    out.method = one(methods);
    out.uri = one({"/", "/a", "/a/b.php", "/A/../b", "/x%2fy", "/%61dmin", "/q", "//a//b"}) +
              one({"", "", "?a=1", "?q=a+b%20c", "?x=%2541", "?A=B&c=../d"});
    out.headers = {{"Host", one(hosts)}};
    if (coin()) out.headers.emplace_back("User-Agent", one(agents));
    if (coin()) out.headers.emplace_back("X-A", one(texts));
    if (coin()) out.headers.emplace_back("Referer", one(texts));
    if (coin()) out.headers.emplace_back("Cookie", one({"sid=abc", "a=b; sid=Foo; t=1", "t=sid"}));
    if (out.method != "GET") out.body = one({"a=1&b=2", "foo bar", "%66oo", "a\n\nb Foo"});
    out.status = one({200, 302, 404, 500});
    out.answer_header = one(texts);
    out.answer_body = one({"ok", "foo bar", "An Error: 1", "a+b"});
    out.port = one({1024, 20000, 40000});
    return out;
  }

  Signature signature(int number) {
    Signature out;
    out.id = "s" + std::to_string(number);
    out.title = "t";
    out.owner = "o";
    out.category = "policy";
    out.on = below(4) == 0 ? Surface::HttpResponse : Surface::HttpRequest;
    out.match = condition(out.on, 0);
    return out;
  }

 private:
  static inline const Words methods{"GET", "POST", "PUT"};
  static inline const Words hosts{"shop.example", "Shop.Example:8080", "192.0.2.2"};
  static inline const Words agents{"curl/8.5.0", "Mozilla/5.0 (X11)", "-"};
  static inline const Words texts{"foo", "Foo bar", "a+b", "%66oo", "a  b", "x: y", "a;b\"c/d"};

  size_t below(size_t limit) { return random_() % limit; }
  bool coin() { return below(2) == 0; }
  template <class T>
  T one(const std::vector<T>& of) {
    return of[below(of.size())];
  }
  std::string one(std::initializer_list<const char*> of) { return of.begin()[below(of.size())]; }
  int one(std::initializer_list<int> of) { return of.begin()[below(of.size())]; }

  Condition condition(Surface on, int depth) {
    if (depth == 2 || below(3) == 0) return test(on);
    Condition out;
    out.kind = static_cast<Condition::Kind>(1 + below(3));
    for (size_t i = 1 + below(3); i > 0; --i)
      out.children.push_back(condition(on, depth + 1));
    return out;
  }

  Condition test(Surface on) {
    Condition out{Condition::Kind::Test, {}, {}};
    Test& made = out.test;
    if (below(6) == 0) {
      ends(made);
    } else if (on == Surface::HttpResponse) {
      made.field = *parse_field(
          one({"http.status", "http.response.headers", "http.response.body", "http.status"}));
    } else {
      made.field = *parse_field(one({"http.method",
                                     "http.uri",
                                     "http.path",
                                     "http.query",
                                     "http.headers",
                                     "http.header.x-a",
                                     "http.header.referer",
                                     "http.user_agent",
                                     "http.host",
                                     "http.cookie.sid",
                                     "http.body",
                                     "http.version"}));
    }
    if (made.field.id == FieldId::HttpStatus) {
      number(made, {200, 302, 404, 500, 299, 400});
    } else if (field_row(made.field.id).type == FieldType::Text) {
      text(made);
    }
    return out;
  }

  void ends(Test& made) {
    if (coin()) {
      made.field.id = coin() ? FieldId::ClientIp : FieldId::ServerIp;
      made.op = Operator::In;
      for (size_t i = 1 + below(2); i > 0; --i) {
        made.networks.push_back(
            *parse_cidr(one({"10.0.0.0/25", "10.0.0.128/26", "192.0.2.0/24", "10.0.0.7"})));
      }
    } else {
      made.field.id = coin() ? FieldId::ClientPort : FieldId::ServerPort;
      number(made, {80, 1024, 20000, 39999});
    }
  }

  void number(Test& made, std::initializer_list<int> numbers) {
    made.op = std::vector{
        Operator::Equals, Operator::OneOf, Operator::LessThan, Operator::GreaterThan}[below(4)];
    made.number = one(numbers);
    if (made.op == Operator::Equals || made.op == Operator::OneOf) {
      made.values = {std::to_string(one(numbers))};
    }
    if (made.op == Operator::OneOf) made.values.push_back(std::to_string(one(numbers)));
  }

  void text(Test& made) {
    if (below(8) == 0) {
      made.op = Operator::Exists;
      made.wanted = coin();
      return;
    }
    static const std::vector<Operator> operators{Operator::Contains,
                                                 Operator::Equals,
                                                 Operator::StartsWith,
                                                 Operator::EndsWith,
                                                 Operator::OneOf,
                                                 Operator::Regex};
    made.op = one(operators);
    made.decode = std::vector<std::vector<Decode>>{{},
                                                   {},
                                                   {Decode::Url},
                                                   {Decode::Url, Decode::Url},
                                                   {Decode::Lowercase},
                                                   {Decode::Url, Decode::Lowercase},
                                                   {Decode::Whitespace}}[below(7)];
    made.ignore_case = below(3) == 0;
    static const Words values{
        "foo",  "a",     "b",        "/a",  "?a=1",     "GET", "Foo bar",      "a b", "A",
        "1",    "curl",  "fo",       "/",   "x: y",     "ok",  "shop.example", "-",   ";b\"c",
        "POST", "error", "HTTP/1.1", "abc", "/a/b.php", "a+b", "%66"};
    static const Words patterns{"^foo",
                                "a.b$",
                                "[0-9]+",
                                "^/[a-z]+",
                                "(?i)FOO",
                                "b\\b",
                                "o{2}",
                                "^GET$",
                                "\\s",
                                "x|y",
                                "^[^?]*$",
                                "\\.php",
                                ";b\"c/",
                                "Err(or)?: "};
    made.values = {made.op == Operator::Regex ? one(patterns) : one(values)};
    if (made.op == Operator::OneOf) made.values.push_back(one(values));
  }

  std::mt19937 random_;
};

std::string describe(const Condition& condition) {
  if (condition.kind == Condition::Kind::Test) {
    const Test& test = condition.test;
    std::string out = to_string(test.field);
    for (const Decode how : test.decode)
      out += "," + std::string(to_string(how));
    out += " " + std::string(to_string(test.op)) + (test.ignore_case ? " nocase" : "");
    for (const std::string& value : test.values)
      out += " '" + value + "'";
    return out;
  }
  std::string out = condition.kind == Condition::Kind::All   ? "all("
                    : condition.kind == Condition::Kind::Any ? "any("
                                                             : "none(";
  for (const Condition& child : condition.children)
    out += describe(child) + "; ";
  return out + ")";
}

struct RuleSet {
  std::string rules;
  std::vector<Signature> signatures;
  std::map<std::uint32_t, std::string> owners;
  std::map<std::string, std::string> texts;

  /// Adds what Suricata can express.
  void add(Signature signature) {
    BuiltRules built = build_rules(signature, suricata_dialect());
    if (built.rules.empty()) return;
    for (Rule& rule : built.rules) {
      rule.sid = static_cast<std::uint32_t>(owners.size() + 1);
      owners[rule.sid] = signature.id;
      texts[signature.id] += suricata_rule(rule) + "\n";
    }
    rules += texts[signature.id];
    signatures.push_back(std::move(signature));
  }
};

/// How often a signature holds; each pair on which Suricata says otherwise is a failure.
size_t compare(const RuleSet& set,
               const std::vector<Exchange>& exchanges,
               const std::string& capture) {
  const test::RealSuricata suricata;
  REQUIRE(suricata.refusal(set.rules) == "");
  std::set<std::pair<std::string, std::string>> fired;
  for (const auto& [sid, address] : suricata.alerts(set.rules, capture))
    fired.emplace(set.owners.at(sid), address);
  size_t hits = 0;
  for (const Signature& signature : set.signatures) {
    for (const Exchange& exchange : exchanges) {
      const bool wanted = exchange.fulfils(signature);
      hits += wanted ? 1 : 0;
      const bool found = fired.count({signature.id, exchange.client}) != 0;
      if (found == wanted) continue;
      INFO(describe(signature.match) << "\n"
                                     << set.texts.at(signature.id) << exchange.request() << "\n"
                                     << exchange.answer());
      CHECK(found == wanted);
    }
  }
  return hits;
}

}  // namespace

TEST_CASE("rules of random signatures fire in Suricata where the signatures hold") {
  if (!test::RealSuricata::is_installed()) {
    std::cout << "skipped: no suricata here\n";
    return;
  }
  // Not among the exchanges: a query or header that is there and empty, which counts as none.
  Maker maker(20261124);
  test::ExampleCapture capture;
  std::vector<Exchange> exchanges;
  for (int i = 0; i < 250; ++i) {
    Exchange made = maker.exchange();
    made.client = capture.add_request(made.request(), made.answer(), made.port);
    exchanges.push_back(std::move(made));
  }
  size_t signatures = 0;
  size_t hits = 0;
  // Few at a time: no more than 255 rules may speak of one packet.
  for (int batch = 0; batch < 4; ++batch) {
    RuleSet set;
    for (int i = 0; i < 400; ++i)
      set.add(maker.signature(i));
    signatures += set.signatures.size();
    hits += compare(set, exchanges, capture.file());
  }
  CHECK(signatures > 1000);
  CHECK(hits > 50000);
}

}  // namespace sig::compile
