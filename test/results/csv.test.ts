import { csvHeader, csvRow, escapeFormula, unescapeFormula } from '../../src/results/csv.ts'
import type { MethodSummary } from '../../src/results/summary.ts'
import { summaryColumns } from '../../src/results/summary.ts'
import { trialColumns } from '../../src/results/trial.ts'
import { assert, suite } from '../harness.ts'
import { comparison, trial } from '../report/sample.ts'

/** Columns of the first version; the sample leaves those after them empty. */
const FIRST = 30

suite('csv', (test) => {
  test('the trials header is the public one', () => {
    assert.is(
      csvHeader(trialColumns),
      'dataset,method,repeat,fold,seed,status,train_rows,validation_rows,test_rows,epochs,best_epoch,steps,' +
        'train_loss_noisy,train_loss,penalty,validation_loss,test_loss,metric,train_score,validation_score,test_score,gap,' +
        'weight_norm,weight_sparsity,max_unit_norm,keep_seen,parameters,train_seconds,predict_seconds,fingerprint,kind,test_answers,grad_norm,test_accuracy,test_balanced_accuracy,' +
        'test_f1,test_auc,test_average_precision,test_log_loss,test_brier,test_ece,test_kappa,test_mcc,' +
        'test_rmse,test_mae,test_r2,test_median_ae,test_relative_rmse',
    )
  })

  test('the summary header is the public one', () => {
    assert.is(
      csvHeader(summaryColumns),
      'method,trials,ok,metric,test_score_mean,test_score_sd,test_score_low,test_score_high,train_score_mean,gap_mean,' +
        'test_loss_mean,difference,difference_low,difference_high,p_value,p_holm,p_better,p_equivalent,p_worse,' +
        'weight_norm_mean,weight_sparsity_mean,max_unit_norm_mean,train_seconds_mean,predict_seconds_mean,kind,inference,tuning_epochs_mean',
    )
  })

  test('every field of a trial has its column', () => {
    assert.equal(trialColumns.map((column) => column.key).sort(), Object.keys(trial).sort())
  })

  test('a trial is one line: shortest decimals, quoted commas, empty cells for null', () => {
    assert.is(
      csvRow(trialColumns, trial),
      'digits,"inverted-dropout:keep=0.5,input-keep=0.8+max-norm:3",1,4,0,ok,1437,0,360,30,30,1350,' +
        '0.30000000000000004,1e-7,0,,0.0625,accuracy,1,,0.9805555555555555,0.0195,' +
        `21.5,0,3,0.5003,17226,1.25,0.0015,00e5d41c9b7a3f62,method${','.repeat(trialColumns.length - FIRST - 1)}`,
    )
  })

  test('NaN and infinities never appear', () => {
    const row = {
      ...comparison.methods[0],
      gapMean: Number.NaN,
      testLossMean: Number.POSITIVE_INFINITY,
    } as MethodSummary
    assert.not.match(csvRow(summaryColumns, row), /NaN|Infinity/)
  })

  test('formulas are disarmed, and come back', () => {
    assert.is(escapeFormula('=cmd()'), "'=cmd()")
    assert.is(escapeFormula('none'), 'none')
    for (const text of ['=1', '+a', '-a', '@a', '\tx', "'=1", "''@", "'quoted'", "it's", '', "'"]) {
      assert.is(unescapeFormula(escapeFormula(text)), text)
    }
  })
})
