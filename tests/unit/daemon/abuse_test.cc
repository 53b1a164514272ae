#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "tests/support/daemon_process.h"
#include "tests/support/load_client.h"
#include "tests/support/rules_folder.h"

using namespace sig;
using push::Deadline;
using push::SocketStream;

namespace {

struct Served {
  TempFolder temp = *TempFolder::create("abuse");
  test::RulesFolder rules{temp.path()};
  std::optional<test::DaemonProcess> daemon;

  explicit Served(std::vector<std::string> more = {}) {
    const SealedBundle bundle = test::bundle_of({test::uri_signature("a", "aaaa")});
    rules.put_current(bundle, test::activation_for(bundle, 1));
    daemon.emplace(temp.path(), std::move(more));
  }
  SocketStream connect() const {
    return *SocketStream::connect_tcp(daemon->url().ip, daemon->url().port, patience());
  }
  SocketStream connect_control() const {
    return *SocketStream::connect_unix(daemon->socket(), patience());
  }
  static Deadline patience() { return Deadline(std::chrono::seconds(60)); }
};

/// Reads until the other side ends; a reset is an end too.
std::string read_all(SocketStream& stream) {
  std::string bytes;
  for (;;) {
    const Result<bool> goes_on = stream.receive(bytes, Served::patience());
    if (!goes_on || !*goes_on) return bytes;
  }
}

}  // namespace

TEST_CASE("what is no request is answered with its status and the end of the connection") {
  const Served served;
  struct Case {
    std::string name, bytes, answer;
  };
  const std::vector<Case> cases{
      {"noise", "\x16\x03\x01\r\n\r\n", "HTTP/1.1 400 Bad Request\r\n"},
      {"chunked body",
       "POST /check HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
       "HTTP/1.1 501 Not Implemented\r\n"},
      {"a body over the limit",
       "POST /check HTTP/1.1\r\nContent-Length: 99999999\r\n\r\n" + std::string(100000, 'x'),
       "HTTP/1.1 413 Content Too Large\r\n"},
      {"a head over the limit",
       "GET / HTTP/1.1\r\nA: " + std::string(70000, 'x') + "\r\n\r\n",
       "HTTP/1.1 431 Request Header Fields Too Large\r\n"},
      {"a head without an end",
       "GET / HTTP/1.1\r\nA: " + std::string(70000, 'x'),
       "HTTP/1.1 431 Request Header Fields Too Large\r\n"},
  };
  for (const Case& c : cases) {
    INFO(c.name);
    SocketStream stream = served.connect();
    REQUIRE(stream.send(c.bytes, Served::patience()));
    CHECK(read_all(stream).starts_with(c.answer));
  }
  CHECK(served.daemon->check("/")["verdict"] == "pass");
}

TEST_CASE("paths and methods that are not there are said to be not there") {
  const Served served;
  CHECK(served.daemon->get("/").status == 404);
  CHECK(served.daemon->get("/check").status == 405);
  CHECK(served.daemon->http({.method = "POST", .path = "/metrics"}).status == 405);
  CHECK(served.daemon->http({.method = "POST", .path = "/check", .body = "{"}).status == 400);
  CHECK(served.daemon->http({.method = "POST", .path = "/check", .body = "[[[[[[[["}).status ==
        400);
}

TEST_CASE("requests that come in one piece are answered in their order") {
  const Served served;
  SocketStream stream = served.connect();
  std::string requests;
  for (int i = 0; i < 100; ++i)
    requests += test::KeptConnection::check_request(i % 2 == 0 ? "/aaaa" : "/");
  requests += "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n";
  REQUIRE(stream.send(requests, Served::patience()));
  const std::string answers = read_all(stream);
  size_t at = 0;
  for (int i = 0; i < 100; ++i) {
    at = answers.find("\"verdict\":\"", at);
    REQUIRE(at != std::string::npos);
    at += 11;
    REQUIRE(answers.substr(at, 5) == (i % 2 == 0 ? "block" : "pass\""));
  }
}

TEST_CASE("a request in single bytes is answered") {
  const Served served;
  SocketStream stream = served.connect();
  const std::string request = "GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n";
  for (const char c : request)
    REQUIRE(stream.send(std::string_view(&c, 1), Served::patience()));
  CHECK(read_all(stream).starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_CASE("a client that ends its own direction still gets its answers") {
  const Served served;
  for (int i = 0; i < 50; ++i) {
    SocketStream stream = served.connect();
    REQUIRE(stream.send(test::KeptConnection::check_request("/aaaa"), Served::patience()));
    stream.end_sending();
    REQUIRE(read_all(stream).find("\"verdict\":\"block\"") != std::string::npos);
  }
}

TEST_CASE("a client that never ends its request is cut off, though it keeps sending") {
  const Served served({"--request-timeout", "1"});
  SocketStream stream = served.connect();
  REQUIRE(stream.send("GET / HTTP/1.1\r\nA: ", Served::patience()));
  CHECK(test::eventually([&] { return !stream.send("x", Served::patience()); }));
  CHECK(served.daemon->check("/")["verdict"] == "pass");
}

TEST_CASE("connections have a limit, and room comes back when they end") {
  const Served served({"--max-connections", "8"});
  {
    std::vector<SocketStream> idle;
    for (int i = 0; i < 8; ++i) {
      idle.push_back(served.connect());
      REQUIRE(idle.back().send("G", Served::patience()));
    }
    SocketStream refused = served.connect();
    CHECK(read_all(refused).empty());
  }
  CHECK(test::eventually([&] {
    const auto reply =
        push::ask_http(served.daemon->url(), {.path = "/healthz"}, Served::patience());
    return reply && reply->status == 200;
  }));
}

TEST_CASE("500 idle connections do not hold up a request") {
  const Served served;
  std::vector<SocketStream> idle;
  for (int i = 0; i < 500; ++i)
    idle.push_back(served.connect());
  CHECK(served.daemon->check("/aaaa")["verdict"] == "block");
}

TEST_CASE("only its owner reaches the control socket") {
  const Served served;
  struct stat found {};
  REQUIRE(::stat(served.daemon->socket().c_str(), &found) == 0);
  CHECK((found.st_mode & 0777U) == 0600);
  REQUIRE(::stat(parent_path(served.daemon->socket()).c_str(), &found) == 0);
  CHECK((found.st_mode & 0777U) == 0700);
}

TEST_CASE("control connections have a limit and a short patience") {
  const Served served;
  std::vector<SocketStream> idle;
  for (int i = 0; i < 64; ++i)
    idle.push_back(served.connect_control());
  SocketStream refused = served.connect_control();
  CHECK(read_all(refused).empty());
  for (SocketStream& stream : idle)
    CHECK(read_all(stream).empty());
  CHECK(served.daemon->ask({{"command", "status"}})["ok"] == true);
}

TEST_CASE("a control client that has said all still gets its reply") {
  const Served served;
  SocketStream stream = served.connect_control();
  REQUIRE(
      stream.send("{\"command\":\"reload\"}\n{\"command\":\"nonsense\"}\n", Served::patience()));
  stream.end_sending();
  const std::string replies = read_all(stream);
  CHECK(std::count(replies.begin(), replies.end(), '\n') == 2);
  CHECK(replies.starts_with("{\"ok\":true,\"generation\":"));
}

TEST_CASE("a control line without an end is cut off") {
  const Served served;
  SocketStream stream = served.connect_control();
  (void)stream.send(std::string(100000, 'x'), Served::patience());
  CHECK(read_all(stream).empty());
}

TEST_CASE("a daemon does not start where it would be unsafe or in the way of another") {
  const Served served;
  const std::string other = served.temp.path() + "/other";
  REQUIRE(make_folders(other));
  const auto start = [&](const std::vector<std::string>& arguments) {
    std::vector<std::string> argv{SIGMATCHD};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return test::Child(argv, other + "/out").wait();
  };
  const std::string port = std::to_string(served.daemon->url().port);
  CHECK(start({"--folder", other, "--listen", "127.0.0.1:" + port}) == 3);
  CHECK(
      start({"--folder", other, "--listen", "127.0.0.1:0", "--socket", served.daemon->socket()}) ==
      3);
  CHECK(start({"--folder", other + "/missing", "--listen", "127.0.0.1:0"}) == 2);
  CHECK(start({"--folder", other, "--listen", "shop"}) == 2);
  CHECK(start({"--nonsense"}) == 2);
  REQUIRE(::chmod(other.c_str(), 0777) == 0);
  CHECK(start({"--folder", other, "--listen", "127.0.0.1:0"}) == 3);
  CHECK(
      start(
          {"--folder", served.temp.path(), "--listen", "127.0.0.1:0", "--socket", other + "/s"}) ==
      3);
  CHECK(served.daemon->check("/aaaa")["verdict"] == "block");
}
