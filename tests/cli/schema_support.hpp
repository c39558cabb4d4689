#pragma once
#include <memory>
#include <string>
#include <vector>

namespace stepdown::test {

/// One file of docs/schema, read once to check many documents.
class DocumentSchema {
public:
    /// `file`: "plan-1.schema.json". A file that cannot be read shows as a fault of every document.
    explicit DocumentSchema(const std::string& file);
    ~DocumentSchema();
    DocumentSchema(const DocumentSchema&) = delete;
    DocumentSchema& operator=(const DocumentSchema&) = delete;

    /// Why `json_text` does not conform: one line for each fault, the place first ("/steps/0/kind: ...").
    /// Empty when it conforms. Text that is not one JSON document, or that repeats a key of an object, is a
    /// fault too.
    std::vector<std::string> errors(const std::string& json_text) const;

private:
    struct Parsed;
    std::string file_, unreadable_;
    std::unique_ptr<Parsed> parsed_;
};

/// The faults of a single document; see DocumentSchema.
std::vector<std::string> schema_errors(const std::string& json_text, const std::string& schema_file);

}  // namespace stepdown::test
