#pragma once

#include <functional>
#include <string>

#include "cli/terminal.h"

namespace CLI {
class App;
}

namespace sig::cli {

/// What every command takes, and the command that the line names.
struct Arguments {
  bool json = false;
  std::string colour = "auto";
  std::string command;
  std::function<int(const Terminal&)> run;  ///< set when a subcommand was parsed
};

/// Commands up to replay: init validate compile corpus replay merge report diff explain.
void add_authoring_commands(CLI::App& app, Arguments& arguments);
/// Commands behind it: gate promote push status rollback log.
void add_release_commands(CLI::App& app, Arguments& arguments);

}  // namespace sig::cli
