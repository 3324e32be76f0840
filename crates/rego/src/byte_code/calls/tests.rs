use regorus::rvm::instructions::{
    FunctionCallParams, LoopMode, LoopStartParams, VirtualDataDocumentLookupParams,
};
use regorus::rvm::program::{RuleInfo, RuleType};

use super::*;

/// A program that begins with the first rule, each rule with the instructions of its body.
fn program(rules: &[&[Instruction]]) -> Program {
    let mut program = Program::new();
    program.add_entry_point("data.p.x".to_owned(), 0);
    program.add_instruction(Instruction::CallRule { dest: 0, rule_index: 0 }, None);
    program.add_instruction(Instruction::Return { value: 0 }, None);
    for (index, body) in rules.iter().enumerate() {
        let start = u32::try_from(program.instructions.len()).expect("small");
        let definitions = regorus::Rc::new(vec![vec![start]]);
        program.rule_infos.push(RuleInfo::new(
            format!("data.p.r{index}"),
            RuleType::Complete,
            definitions,
            0,
            4,
        ));
        for instruction in *body {
            program.add_instruction(*instruction, None);
        }
        program.add_instruction(Instruction::RuleReturn {}, None);
    }
    program
}

fn call(rule_index: u16) -> Instruction {
    Instruction::CallRule { dest: 0, rule_index }
}

#[test]
fn the_longest_way_is_the_depth() {
    let rules: [&[Instruction]; 4] = [&[call(3), call(1)], &[call(2), call(3)], &[call(3)], &[]];
    assert_eq!(depth(&program(&rules)), Ok(5));
}

#[test]
fn rules_that_need_themselves_are_refused() {
    assert_eq!(depth(&program(&[&[call(0)]])), Err(ITSELF));
    assert_eq!(depth(&program(&[&[call(1)], &[call(2)], &[call(1)]])), Err(ITSELF));
    let mut functions = program(&[&[Instruction::FunctionCall { params_index: 0 }]]);
    functions.add_function_call_params(FunctionCallParams {
        dest: 0,
        func_rule_index: 0,
        num_args: 0,
        args: [0; 8],
    });
    assert_eq!(depth(&functions), Err(ITSELF));
}

#[test]
fn a_rule_that_nobody_calls_does_not_count() {
    assert_eq!(depth(&program(&[&[], &[call(1)]])), Ok(2));
}

#[test]
fn a_rule_without_an_end_has_the_next_rule_in_it() {
    let mut open = program(&[&[], &[call(0)]]);
    open.instructions[2] = Instruction::LoadTrue { dest: 0 };
    assert_eq!(depth(&open), Err(ITSELF));
}

fn looped(body_start: u16, loop_end: u16, body: &[Instruction]) -> Program {
    let mut program = program(&[body, &[call(0)]]);
    let (collection, key_reg, value_reg, result_reg) = (0, 1, 2, 3);
    let mode = LoopMode::ForEach;
    let params = LoopStartParams { mode, collection, key_reg, value_reg, result_reg, body_start, loop_end };
    program.add_loop_params(params);
    program
}

#[test]
fn a_loop_leads_to_its_body_and_its_end() {
    let start = Instruction::LoopStart { params_index: 0 };
    let next = Instruction::LoopNext { body_start: 3, loop_end: 4 };
    assert_eq!(depth(&looped(3, 4, &[start, next])), Ok(2));
    // Both lead into the second rule.
    assert_eq!(depth(&looped(5, 4, &[start, next])), Err(ITSELF));
    assert_eq!(depth(&looped(3, 5, &[start, next])), Err(ITSELF));
}

#[test]
fn a_loop_that_ends_before_it_begins_is_refused() {
    assert_eq!(depth(&program(&[&[Instruction::LoopNext { body_start: 3, loop_end: 4 }]])), Err(NO_LOOP));
    assert_eq!(depth(&looped(0, 4, &[Instruction::LoopStart { params_index: 0 }])), Err(NO_LOOP));
}

#[test]
fn a_path_that_is_made_up_while_it_runs_is_refused() {
    let mut program = program(&[&[Instruction::VirtualDataDocumentLookup { params_index: 0 }]]);
    let params = VirtualDataDocumentLookupParams { dest: 0, path_components: Vec::new() };
    program.instruction_data.add_virtual_data_document_lookup_params(params);
    assert_eq!(depth(&program), Err(UNKNOWN));
}

#[test]
fn four_thousand_rules_that_share_their_instructions_are_given_up_soon() {
    let mut program = program(&[]);
    for rule in 0..4_000u16 {
        program.rule_infos.push(RuleInfo::new(
            format!("data.p.r{rule}"),
            RuleType::Complete,
            regorus::Rc::new(vec![vec![2]]),
            0,
            4,
        ));
        program.add_instruction(call(rule), None);
    }
    assert!(depth(&program).is_err());
}
