#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <catch2/catch.hpp>

#include "tests/support/daemon_process.h"
#include "tests/support/rules_folder.h"

using namespace sig;

namespace {

/// A port that is free now.
std::uint16_t free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  (void)::bind(fd, reinterpret_cast<sockaddr*>(&address), size);
  (void)::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(fd);
  return ntohs(address.sin_port);
}

std::string nginx_config(const std::string& folder, std::uint16_t port, std::uint16_t daemon_port) {
  return fmt::format(R"(
daemon off;
user {2};
pid {0}/nginx.pid;
error_log {0}/nginx.log;
worker_processes 1;
events {{ worker_connections 64; }}
http {{
  access_log off;
  client_body_temp_path {0}/body;
  proxy_temp_path {0}/proxy;
  fastcgi_temp_path {0}/fastcgi;
  uwsgi_temp_path {0}/uwsgi;
  scgi_temp_path {0}/scgi;
  upstream sigmatchd {{ server 127.0.0.1:{3}; keepalive 8; }}
  server {{
    listen 127.0.0.1:{1};
    location / {{
      auth_request /_sigctl;
      root {0}/www;
    }}
    location = /_sigctl {{
      internal;
      proxy_pass http://sigmatchd/auth;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_pass_request_body off;
      proxy_set_header Content-Length "";
      proxy_set_header Host $host;
      proxy_set_header X-Original-Method $request_method;
      proxy_set_header X-Original-URI $request_uri;
      proxy_set_header X-Real-IP $remote_addr;
    }}
  }}
}}
)",
                     folder,
                     port,
                     ::geteuid() == 0 ? "root" : "nobody",
                     daemon_port);
}

}  // namespace

TEST_CASE("nginx blocks what the daemon blocks and serves the rest") {
  if (!is_file("/usr/sbin/nginx")) {
    WARN("skipped: nginx is not installed");
    return;
  }
  const TempFolder temp = *TempFolder::create("nginx");
  const test::RulesFolder rules(temp.path());
  Signature scanner = test::uri_signature("scanner", "sqlmap");
  scanner.match.children[0].test.field = *parse_field("http.user_agent");
  scanner.digest = meaning_digest(scanner);
  const SealedBundle bundle =
      test::bundle_of({scanner, test::uri_signature("passwd-file", "/etc/passwd")});
  rules.put_current(bundle, test::activation_for(bundle, 1));
  const test::DaemonProcess daemon(temp.path());
  REQUIRE(make_folders(temp.path() + "/www"));
  REQUIRE(write_atomically(temp.path() + "/www/index.html", "welcome\n"));
  const std::uint16_t port = free_port();
  const std::string config = temp.path() + "/nginx.conf";
  REQUIRE(write_atomically(config, nginx_config(temp.path(), port, daemon.url().port)));
  test::Child nginx({"/usr/sbin/nginx", "-p", temp.path(), "-c", config}, temp.path() + "/out");

  const push::HttpUrl url = *push::parse_http_url("http://127.0.0.1:" + std::to_string(port));
  const auto status_of = [&](const push::HttpAsk& ask) {
    const auto reply = push::ask_http(url, ask, push::Deadline(std::chrono::seconds(20)));
    return reply ? reply->status : 0;
  };
  INFO(*read_file(temp.path() + "/out"));
  REQUIRE(test::eventually([&] { return status_of({.path = "/"}) != 0 || !nginx.is_running(); }));
  CHECK(status_of({.path = "/"}) == 200);
  CHECK(status_of({.path = "/missing"}) == 404);
  CHECK(status_of({.path = "/?file=../../etc/passwd"}) == 403);
  CHECK(status_of({.path = "/", .headers = {{"User-Agent", "sqlmap/1.7"}}}) == 403);
  CHECK(status_of({.path = "/", .headers = {{"X-Original-URI", "/"}, {"User-Agent", "sqlmap"}}}) ==
        403);
  CHECK(status_of({.path = "/", .headers = {{"User-Agent", "curl"}}}) == 200);
  // A body does not reach the daemon, and nothing waits for it.
  CHECK(status_of({.method = "POST", .path = "/", .body = "f=/etc/passwd"}) == 405);
  nginx.end(SIGQUIT);
}
