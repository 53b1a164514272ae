#include <sys/socket.h>
#include <sys/un.h>

#include <catch2/catch.hpp>

#include "tests/support/pushing.h"

using namespace sig;
using Outcome = push::Receipt::Outcome;

namespace {

/// Stands between a push and a real daemon's control socket: says OK to every reload without
/// passing it on, and gives in its status what the newest staged activation says. The real daemon
/// cannot lie, so a fake has to.
class LyingSocket {
 public:
  LyingSocket(const test::DaemonProcess& real, std::string path, const push::Desired& claimed)
      : real_(real), path_(std::move(path)), claimed_(claimed) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path_.copy(address.sun_path, path_.size());
    fd_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    REQUIRE(::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(fd_, 8) == 0);
    thread_ = std::thread([this] { serve(); });
  }
  LyingSocket(const LyingSocket&) = delete;
  LyingSocket& operator=(const LyingSocket&) = delete;
  ~LyingSocket() {
    ::shutdown(fd_, SHUT_RDWR);
    thread_.join();
    ::close(fd_);
  }

 private:
  void serve() {
    for (;;) {
      const int client = ::accept(fd_, nullptr, nullptr);
      if (client < 0) return;
      std::string line;
      char byte = 0;
      while (::read(client, &byte, 1) == 1 && byte != '\n')
        line.push_back(byte);
      const std::string reply = json_text(answer(Json::parse(line))) + "\n";
      (void)!::write(client, reply.data(), reply.size());
      ::close(client);
    }
  }

  Json answer(const Json& command) {
    if (command["command"] == "reload") {
      ++reloads_;
      return {{"ok", true}};
    }
    Json reply = real_.ask(command);
    // Before its first reload, and after the one that goes back, it tells the truth.
    if (command["command"] == "status" && reloads_ == 1) {
      reply["bundle"] = claimed_.bundle.digest.hex();
      reply["release"] = claimed_.release.number;
      reply["signatures"] = claimed_.signatures.size();
    }
    return reply;
  }

  const test::DaemonProcess& real_;
  std::string path_;
  const push::Desired& claimed_;
  int fd_ = -1;
  int reloads_ = 0;
  std::thread thread_;
};

}  // namespace

TEST_CASE("a daemon that says it runs the new set but runs the old one is found out") {
  const TempFolder temp = *TempFolder::create("lying");
  const test::DaemonProcess daemon(temp.path());
  const test::Pushed old_set({test::uri_signature("a", "aaaa")}, 1);
  REQUIRE(test::push_now(old_set, {test::point_of(daemon, temp.path())}).outcome == Outcome::Done);
  const test::Pushed new_set({test::uri_signature("b", "bbbb")}, 2);
  const std::string socket = temp.path() + "/lying.sock";
  const LyingSocket lying(daemon, socket, new_set.desired);
  const push::Receipt receipt =
      test::push_now(new_set, {test::sigmatchd_point("p", temp.path(), socket, daemon.url_text())});
  CHECK(receipt.outcome == Outcome::Failed);
  CHECK(receipt.points[0].message ==
        "verify: the check endpoint answers from another bundle; the old set is back and verified");
  CHECK(daemon.check("/aaaa")["verdict"] == "block");
}

TEST_CASE("a peer that accepts and never answers is given up at the deadline") {
  const TempFolder temp = *TempFolder::create("silent");
  const std::string path = temp.path() + "/sock";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, path.size());
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(::bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(::listen(fd, 8) == 0);
  const push::Deadline short_deadline(std::chrono::milliseconds(200));
  const auto reply = push::ask_daemon(path, {{"command", "status"}}, short_deadline);
  REQUIRE_FALSE(reply);
  CHECK(reply.error().message == "the daemon at " + path + " did not answer in time");
  ::close(fd);
}
