#include "traffic/log_extract.h"

#include <catch2/catch.hpp>

namespace sig::traffic {
namespace {

struct Case {
  std::string_view program;
  std::string_view message;
  std::string_view source;
  std::string_view user;
};

TEST_CASE("messages about remote users name them and where they came from") {
  const auto [program, message, source, user] = GENERATE(values<Case>({
      {"sshd", "Failed password for root from 192.0.2.1 port 22 ssh2", "192.0.2.1", "root"},
      {"sshd",
       "Failed password for invalid user pi from 2001:db8::1 port 2 ssh2",
       "2001:db8::1",
       "pi"},
      {"sshd", "Accepted publickey for ann from 192.0.2.1 port 5 ssh2: RSA x", "192.0.2.1", "ann"},
      {"sshd", "Invalid user admin from 192.0.2.1", "192.0.2.1", "admin"},
      {"sshd", "Invalid user  from 192.0.2.1 port 9", "192.0.2.1", ""},
      {"sshd",
       "Connection closed by authenticating user bob 192.0.2.1 port 7 [preauth]",
       "192.0.2.1",
       "bob"},
      {"sshd", "Connection closed by 192.0.2.1 port 7 [preauth]", "192.0.2.1", ""},
      {"sshd", "Disconnected from invalid user bob 192.0.2.1 port 7", "192.0.2.1", "bob"},
      {"sshd", "User bob from 192.0.2.1 not allowed because not listed", "192.0.2.1", "bob"},
      {"sshd", "Unable to negotiate with 192.0.2.1: no matching cipher", "192.0.2.1", ""},
      {"sshd",
       "message repeated 2 times: [ Failed password for a from 192.0.2.1 port 3 ssh2]",
       "192.0.2.1",
       "a"},
      {"sshd",
       "pam_unix(sshd:auth): authentication failure; ruser= rhost=192.0.2.1  user=ann",
       "192.0.2.1",
       "ann"},
      {"dovecot",
       "imap-login: Aborted login: user=<ann>, method=PLAIN, rip=192.0.2.1, lip=10.0.0.1",
       "192.0.2.1",
       "ann"},
      {"postfix/smtpd",
       "warning: unknown[192.0.2.1]: SASL LOGIN authentication failed",
       "192.0.2.1",
       ""},
      {"kernel", "DROP IN=eth0 SRC=192.0.2.1 DST=10.0.0.1", "192.0.2.1", ""},
      {"cron", "nothing from 192.0.2.1 port 3", "", ""},
      // What a client sends must not pass for the address: as a user name and as a farewell.
      {"sshd",
       "Failed password for invalid user x from 203.0.113.9 from 192.0.2.1 port 2 ssh2",
       "192.0.2.1",
       "x from 203.0.113.9"},
      {"sshd",
       "Received disconnect from 192.0.2.1 port 2:11: Bye from 203.0.113.9",
       "192.0.2.1",
       ""},
      {"sshd",
       "Bad protocol version identification 'GET / from 203.0.113.9' from 192.0.2.1 port 2",
       "192.0.2.1",
       ""},
  }));
  DYNAMIC_SECTION(program << ": " << message) {
    const LogOrigin origin = find_origin(program, message);
    CHECK(origin.source == source);
    CHECK(origin.user == user);
  }
}

}  // namespace
}  // namespace sig::traffic
