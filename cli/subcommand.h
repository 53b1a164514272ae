#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "cli/arguments.h"

namespace sig::cli {

/// A subcommand whose options live as long as the app, and that runs `function` when the line names
/// it.
template <class Options>
CLI::App* add_command(CLI::App& app,
                      Arguments& arguments,
                      const std::string& name,
                      const std::string& help,
                      std::shared_ptr<Options> options,
                      int (*function)(const Options&, const Terminal&)) {
  CLI::App* sub = app.add_subcommand(name, help);
  sub->fallthrough();
  sub->callback([&arguments, options, function, name] {
    arguments.command = name;
    arguments.run = [options, function](const Terminal& terminal) {
      return function(*options, terminal);
    };
  });
  return sub;
}

inline void add_project(CLI::App* sub, std::string& project) {
  sub->add_option("--project", project, "Folder of sigctl.yaml, or one below it [.]");
}

}  // namespace sig::cli
